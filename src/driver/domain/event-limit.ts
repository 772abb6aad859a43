/** Of each kind in a second; QEMU itself lets most kinds through once a second. */
const mostASecond = 50
const second = 1000
/** Kinds, and events that wait: a hostile emulator may invent names without end. */
const mostKinds = 256

interface Options<T> {
  tell(event: T): void
  /** What is limited together; undefined where nothing may be lost. */
  kindOf(event: T): string | undefined
  /** Of events that wait, a later one takes the place of an earlier one about the same. */
  subjectOf(event: T): string
}

/**
 * Hands on what one guest causes, however often it does: so many of a kind at once, and of more the latest about each thing
 * when the second is over. Whoever listens to many guests is not flooded by one.
 */
export class EventLimit<T> {
  readonly #options: Options<T>
  readonly #counts = new Map<string, number>()
  readonly #waiting = new Map<string, T>()
  #began = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(options: Options<T>) {
    this.#options = options
  }

  push(event: T): void {
    const kind = this.#options.kindOf(event)
    if (kind === undefined) this.#options.tell(event)
    else if (this.#isOneTooMany(kind)) this.#wait(`${kind} ${this.#options.subjectOf(event)}`, event)
    else this.#options.tell(event)
  }

  /** What waits is told now. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const events = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const event of events) this.#options.tell(event)
  }

  #isOneTooMany(kind: string): boolean {
    const now = performance.now()
    // What waits comes before what is new, though its time is over.
    if (now - this.#began >= second && !this.#timer) {
      this.#began = now
      this.#counts.clear()
    }
    const known = this.#counts.size < mostKinds || this.#counts.has(kind) ? kind : ''
    const count = (this.#counts.get(known) ?? 0) + 1
    this.#counts.set(known, count)
    return count > mostASecond
  }

  #wait(subject: string, event: T): void {
    // The later one is the one that counts, and it stands where it came.
    this.#waiting.delete(subject)
    if (this.#waiting.size >= mostKinds) return
    this.#waiting.set(subject, event)
    this.#timer ??= setTimeout(() => this.flush(), second - (performance.now() - this.#began)).unref()
  }
}
