import { LodgeError } from '../../../base/errors.ts'
import type { AbsentKind } from '../protocol/procedure.ts'

/** Each of the kinds has two: of its objects' lives, and of what becomes of them (virNetworkEventID and its like). */
const eventsOfAKind = 2

/** A client registers once for a kind and an object; none of those that there are has more. */
const mostWatches = 1024

/** Registrations of one client for the events of objects that are not kept here. */
export class AbsentWatches {
  readonly #watches = new Map<number, AbsentKind>()
  #next = 0

  add(kind: AbsentKind, event: number): number {
    if (event < 0 || event >= eventsOfAKind) {
      throw new LodgeError('INVALID_ARG', `unsupported ${kind} event ID ${event}`)
    }
    if (this.#watches.size >= mostWatches) throw new LodgeError('OPERATION_FAILED', 'too many registrations for events')
    const number = this.#next++
    this.#watches.set(number, kind)
    return number
  }

  remove(kind: AbsentKind, number: number): void {
    if (this.#watches.get(number) !== kind) {
      throw new LodgeError('INVALID_ARG', `${kind} event callback ${number} not registered`)
    }
    this.#watches.delete(number)
  }
}
