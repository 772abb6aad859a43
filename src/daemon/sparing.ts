/** Lets so many through in a while, and counts the others: what strangers cause never fills a log. */
export class Sparing {
  readonly #most: number
  readonly #interval: number
  #began = 0
  #count = 0

  constructor({ most, interval }: { most: number; interval: number }) {
    this.#most = most
    this.#interval = interval
  }

  allows(now: number): boolean {
    if (now - this.#began >= this.#interval) {
      this.#began = now
      this.#count = 0
    }
    return ++this.#count <= this.#most
  }
}
