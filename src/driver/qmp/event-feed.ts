import { LodgeError } from '../../base/errors.ts'
import type { QmpEvent, WaitOptions } from './monitor.ts'

type Listener = { event: (event: QmpEvent) => void; end: (reason: LodgeError | undefined) => void }

/** A listener that reads nothing is cut off here rather than fed without end: a guest can cause events at will. */
const mostUnread = 4096

/** Hands events to whoever listens, until the connection ends. */
export class EventFeed {
  readonly #listeners = new Set<Listener>()
  #ended = false
  #reason: LodgeError | undefined

  push(event: QmpEvent): void {
    for (const listener of [...this.#listeners]) listener.event(event)
  }

  end(reason?: LodgeError): void {
    if (this.#ended) return
    this.#ended = true
    this.#reason = reason
    for (const listener of [...this.#listeners]) listener.end(reason)
    this.#listeners.clear()
  }

  waitFor(name: string, { where, timeout, signal }: WaitOptions = {}): Promise<QmpEvent> {
    const { promise, resolve, reject } = Promise.withResolvers<QmpEvent>()
    if (this.#ended) return Promise.reject(this.#endedBefore(name))
    if (signal?.aborted) return Promise.reject(signal.reason)
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(
            () => reject(new LodgeError('OPERATION_TIMEOUT', `QEMU sent no ${name} event within ${timeout} ms`)),
            timeout,
          )
    const abort = () => reject(signal?.reason)
    const listener: Listener = {
      event: (event) => {
        if (event.event === name && (!where || where(event))) resolve(event)
      },
      end: () => reject(this.#endedBefore(name)),
    }
    this.#listeners.add(listener)
    signal?.addEventListener('abort', abort, { once: true })
    return promise.finally(() => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      this.#listeners.delete(listener)
    })
  }

  iterate(): AsyncIterableIterator<QmpEvent> {
    const unread: QmpEvent[] = []
    let wake: (() => void) | undefined
    let over = this.#ended
    let failure: LodgeError | undefined
    const listener: Listener = {
      event: (event) => {
        if (unread.length >= mostUnread) {
          failure = new LodgeError('OPERATION_FAILED', `${mostUnread} events were left unread; the listener is cut off`)
          stop()
        } else unread.push(event)
        wake?.()
      },
      end: () => {
        over = true
        wake?.()
      },
    }
    const stop = () => {
      over = true
      this.#listeners.delete(listener)
      wake?.()
    }
    if (!over) this.#listeners.add(listener)
    return {
      async next() {
        for (;;) {
          const value = unread.shift()
          if (value) return { value, done: false }
          if (failure) throw failure
          if (over) return { value: undefined, done: true }
          await new Promise<void>((resolve) => {
            wake = resolve
          })
          wake = undefined
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

  #endedBefore(name: string): LodgeError {
    return new LodgeError('OPERATION_FAILED', `the connection to QEMU ended before the event ${name}`, {
      cause: this.#reason,
    })
  }
}
