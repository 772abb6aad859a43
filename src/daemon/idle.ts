/** What keeps a daemon from leaving. */
export interface Busy {
  clients(): number
  /** Whether a guest runs. */
  guests(): Promise<boolean>
}

/**
 * Settles when nothing has needed the daemon for a while: no client, and no guest, which would lose whoever sees its end.
 * It is looked at once in each such while, so that nothing has to tell of every guest.
 */
export class Idle implements Disposable {
  readonly over: Promise<void>
  readonly #after: number
  readonly #busy: Busy
  readonly #leave: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(milliseconds: number, busy: Busy) {
    this.#after = milliseconds
    this.#busy = busy
    const { promise, resolve } = Promise.withResolvers<void>()
    this.over = promise
    this.#leave = resolve
    this.heard()
  }

  /** A client has come or gone: the time runs from now. */
  heard(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#look(), this.#after)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    const guests = await this.#busy.guests().catch(() => true)
    if (guests || this.#busy.clients() > 0) this.heard()
    else this.#leave()
  }
}
