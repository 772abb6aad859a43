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
  /** Events are lost for this client: what it believes of its domains may be wrong from now on. */
  lost(): void
}

/** Of one kind of events: the numbers of the registrations, by the domain where they are of one alone. */
type Numbers = Map<string | undefined, Set<number>>

/** What one client wants to be told of domains. */
export class Watches {
  readonly #options: Options
  readonly #watches = new Map<number, Watch>()
  /** An event is not to cost a walk over all the registrations there are. */
  readonly #byKind = new Map<number, Numbers>()
  readonly #legacy = new Map<number, number>()
  #next = 0
  #events: AsyncIterator<DomainEvent> | undefined

  constructor(options: Options) {
    this.#options = options
  }

  add(watch: Watch): number {
    const { event, uuid, legacy } = watch
    if (event < 0 || event >= domainEventCount) throw new LodgeError('INVALID_ARG', `unsupported event ID ${event}`)
    if (this.#watches.size >= mostWatches) throw new LodgeError('OPERATION_FAILED', 'too many registrations for events')
    if (legacy && this.#legacy.has(event)) {
      throw new LodgeError('INVALID_ARG', `domain event ${event} already registered`)
    }
    const number = this.#next++
    this.#watches.set(number, watch)
    if (legacy) this.#legacy.set(event, number)
    const ofKind: Numbers = this.#byKind.get(event) ?? new Map()
    this.#byKind.set(event, ofKind)
    ofKind.set(uuid, (ofKind.get(uuid) ?? new Set()).add(number))
    if (!this.#events) void this.#follow()
    return number
  }

  remove(number: number): void {
    const watch = this.#watches.get(number)
    if (!watch) throw notRegistered(number)
    this.#watches.delete(number)
    if (watch.legacy) this.#legacy.delete(watch.event)
    const ofKind = this.#byKind.get(watch.event)
    const numbers = ofKind?.get(watch.uuid)
    numbers?.delete(number)
    if (numbers?.size === 0) ofKind?.delete(watch.uuid)
    if (ofKind?.size === 0) this.#byKind.delete(watch.event)
  }

  removeLegacy(event: number): void {
    const number = this.#legacy.get(event)
    if (number === undefined) throw notRegistered(event)
    this.remove(number)
  }

  get legacyCount(): number {
    return this.#legacy.size
  }

  end(): void {
    this.#watches.clear()
    this.#byKind.clear()
    this.#legacy.clear()
    void this.#events?.return?.()
  }

  async #follow(): Promise<void> {
    const events = this.#options.host.events()
    this.#events = events
    try {
      for await (const event of events) this.#tell(event)
    } catch {
      this.#options.lost()
    }
  }

  #tell(event: DomainEvent): void {
    const dom: DomainHandle = { ...event.domain, id: event.domain.id ?? -1 }
    for (const [kind, ofKind] of this.#byKind) {
      const numbers = [...(ofKind.get(undefined) ?? []), ...(ofKind.get(dom.uuid) ?? [])]
      const row = domainEvents[kind]
      const values = numbers.length > 0 ? row?.of(event) : undefined
      if (!row || !values) continue
      const body = encode(row.body, { ...values, dom }, largestPayload)
      const legacyBody = row.legacyBody ? encode(row.legacyBody, { dom }, largestPayload) : body
      for (const number of numbers) this.#send({ row, number, body, legacyBody })
    }
  }

  #send({ row, number, body, legacyBody }: Telling): void {
    const legacy = this.#watches.get(number)?.legacy
    const name: ProcedureName | undefined = legacy ? row.legacy : row.message
    if (!name) return
    const payload = legacy ? legacyBody : Buffer.concat([encode(int, number, 4), body])
    this.#options.send(procedureNumbers[name], payload)
  }
}

interface Telling {
  row: (typeof domainEvents)[number]
  number: number
  body: Uint8Array
  legacyBody: Uint8Array
}

function notRegistered(number: number): LodgeError {
  return new LodgeError('INVALID_ARG', `domain event callback ${number} not registered`)
}
