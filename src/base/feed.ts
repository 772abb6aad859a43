import { LodgeError } from './errors.ts'

export interface Listener<T> {
  event: (event: T) => void
  end: () => void
}

/** A listener that reads nothing is cut off here rather than fed without end: a guest can cause events at will. */
const mostUnread = 4096

/** Hands events to whoever listens, until it is ended. */
export class Feed<T> {
  readonly #listeners = new Set<Listener<T>>()
  #ended = false

  get ended(): boolean {
    return this.#ended
  }

  push(event: T): void {
    for (const listener of [...this.#listeners]) listener.event(event)
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    for (const listener of [...this.#listeners]) listener.end()
    this.#listeners.clear()
  }

  listen(listener: Listener<T>): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  iterate(): AsyncIterableIterator<T>
  iterate<U>(as: (event: T) => U): AsyncIterableIterator<U>
  iterate(as: (event: T) => unknown = (event) => event): AsyncIterableIterator<unknown> {
    const unread: unknown[] = []
    let over = this.#ended
    let failure: LodgeError | undefined
    let wake: (() => void) | undefined
    const stop = () => {
      over = true
      forget()
      wake?.()
    }
    const forget = this.listen({
      event: (event) => {
        if (unread.length < mostUnread) unread.push(as(event))
        else {
          failure = new LodgeError('OPERATION_FAILED', `${mostUnread} events were left unread; the listener is cut off`)
          stop()
        }
        wake?.()
      },
      end: stop,
    })
    return {
      async next() {
        for (;;) {
          const value = unread.shift()
          if (value !== undefined) return { value, done: false }
          if (failure) throw failure
          if (over) return { value: undefined, done: true }
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      },
      async return() {
        unread.length = 0
        stop()
        return { value: undefined, done: true }
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }
}
