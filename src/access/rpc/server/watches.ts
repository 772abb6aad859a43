import type { DomainEvent, Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { encode, int, largestPayload } from '../../../formats/xdr/index.ts'
import { domainEventCount, domainEvents } from '../protocol/events.ts'
import { type ProcedureName, procedureNumbers } from '../protocol/numbers.ts'
import type { DomainHandle } from '../protocol/types.ts'

interface Watch {
  event: number
  /** Of one domain alone. */
  uuid?: string
  /** Messages bear no number. */
  legacy?: boolean
}

/** A client registers once for a kind and a domain; more than this is no client of libvirt's. */
const mostWatches = 16_384

interface Options {
  host: Host
  /** Sends a message, or ends the connection of who does not read them. */
  send(procedure: number, payload: Uint8Array): void
}

/** What one client wants to be told of domains. */
export class Watches {
  readonly #options: Options
  readonly #watches = new Map<number, Watch>()
  #next = 0
  #events: AsyncIterator<DomainEvent> | undefined

  constructor(options: Options) {
    this.#options = options
  }

  add(watch: Watch): number {
    const { event } = watch
    if (event < 0 || event >= domainEventCount) throw new LodgeError('INVALID_ARG', `unsupported event ID ${event}`)
    if (this.#watches.size >= mostWatches) throw new LodgeError('OPERATION_FAILED', 'too many registrations for events')
    if (watch.legacy && this.#legacy(event) !== undefined) {
      throw new LodgeError('INVALID_ARG', `domain event ${event} already registered`)
    }
    const number = this.#next++
    this.#watches.set(number, watch)
    if (!this.#events) void this.#follow()
    return number
  }

  remove(number: number): void {
    if (!this.#watches.delete(number)) throw notRegistered(number)
  }

  removeLegacy(event: number): void {
    const number = this.#legacy(event)
    if (number === undefined) throw notRegistered(event)
    this.#watches.delete(number)
  }

  get legacyCount(): number {
    return [...this.#watches.values()].filter(({ legacy }) => legacy).length
  }

  end(): void {
    this.#watches.clear()
    void this.#events?.return?.()
  }

  #legacy(event: number): number | undefined {
    for (const [number, watch] of this.#watches) if (watch.legacy && watch.event === event) return number
    return undefined
  }

  async #follow(): Promise<void> {
    const events = this.#options.host.events()
    this.#events = events
    try {
      for await (const event of events) this.#tell(event)
    } catch {
      // Who falls so far behind that events are lost asks anew.
      this.#events = undefined
    }
  }

  #tell(event: DomainEvent): void {
    const dom: DomainHandle = { ...event.domain, id: event.domain.id ?? -1 }
    for (const [number, { event: kind, uuid, legacy }] of this.#watches) {
      const row = domainEvents[kind]
      if (!row || (uuid !== undefined && uuid !== dom.uuid)) continue
      const values = row.of(event)
      if (!values) continue
      const name: ProcedureName | undefined = legacy ? row.legacy : row.message
      if (!name) continue
      const body = encode(row.body, { ...values, dom }, largestPayload)
      const payload = legacy ? body : Buffer.concat([encode(int, number, 4), body])
      this.#options.send(procedureNumbers[name], payload)
    }
  }
}

function notRegistered(number: number): LodgeError {
  return new LodgeError('INVALID_ARG', `domain event callback ${number} not registered`)
}
