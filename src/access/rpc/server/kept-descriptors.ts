/** Descriptors of one client that outlive the calls that they came with: until whoever has them lets go of them, or the client does. */
export class KeptDescriptors {
  readonly #giveBack: (descriptors: readonly number[]) => void
  readonly #loans = new Set<Disposable>()
  #ended = false

  constructor(giveBack: (descriptors: readonly number[]) => void) {
    this.#giveBack = giveBack
  }

  /** Where `lend` throws they are still the call's. */
  async keep(descriptors: readonly number[], lend: (released: () => void) => Promise<Disposable>): Promise<void> {
    let over = false
    let loan: Disposable | undefined
    const released = (): void => {
      over = true
      if (loan) this.#loans.delete(loan)
      this.#giveBack(descriptors)
    }
    loan = await lend(released)
    if (over) return
    this.#loans.add(loan)
    if (this.#ended) loan[Symbol.dispose]()
  }

  end(): void {
    this.#ended = true
    for (const loan of [...this.#loans]) loan[Symbol.dispose]()
  }
}
