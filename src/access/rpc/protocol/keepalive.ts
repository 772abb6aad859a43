/** Asks the other side, when it has gone silent, whether it is there. */
export class Keepalive {
  readonly #options: { interval: number; count: number; ask: () => void; giveUp: () => void }
  #timer: NodeJS.Timeout | undefined
  #asked = 0

  constructor(options: { interval: number; count: number; ask: () => void; giveUp: () => void }) {
    this.#options = options
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), this.#options.interval)
  }

  /** Whatever has come shows that somebody is there. */
  heard(): void {
    this.#asked = 0
    this.#timer?.refresh()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    if (this.#asked >= this.#options.count) this.#options.giveUp()
    else {
      this.#asked++
      this.#options.ask()
    }
  }
}
