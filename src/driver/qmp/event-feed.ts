import { LodgeError } from '../../base/errors.ts'
import { Feed } from '../../base/feed.ts'
import type { QmpEvent, WaitOptions } from './monitor.ts'

/** QEMU's events, until the connection ends. */
export class EventFeed extends Feed<QmpEvent> {
  #reason: LodgeError | undefined

  endFor(reason: LodgeError | undefined): void {
    this.#reason = reason
    this.end()
  }

  waitFor(name: string, { where, timeout, signal }: WaitOptions = {}): Promise<QmpEvent> {
    if (this.ended) return Promise.reject(this.#endedBefore(name))
    if (signal?.aborted) return Promise.reject(signal.reason)
    const { promise, resolve, reject } = Promise.withResolvers<QmpEvent>()
    const late = () => reject(new LodgeError('OPERATION_TIMEOUT', `QEMU sent no ${name} event within ${timeout} ms`))
    const timer = timeout === undefined ? undefined : setTimeout(late, timeout)
    const abort = () => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    const forget = this.listen({
      event: (event) => {
        if (event.event === name && (!where || where(event))) resolve(event)
      },
      end: () => reject(this.#endedBefore(name)),
    })
    return promise.finally(() => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      forget()
    })
  }

  #endedBefore(name: string): LodgeError {
    return new LodgeError('OPERATION_FAILED', `the connection to QEMU ended before the event ${name}`, {
      cause: this.#reason,
    })
  }
}
