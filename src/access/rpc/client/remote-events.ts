import type { DomainEvent } from '../../../api/index.ts'
import { Feed } from '../../../base/feed.ts'
import { decode, int, struct } from '../../../formats/xdr/index.ts'
import { domainEvents } from '../protocol/events.ts'
import { procedureNumbers } from '../protocol/numbers.ts'
import type { DomainHandle } from '../protocol/types.ts'
import type { Connection } from './connection.ts'

/** virDomainEventID of what tells whether domains run; this is always followed, the rest when somebody listens. */
const lifecycleEvent = 0

const rows = new Map(Object.values(domainEvents).map((row) => [procedureNumbers[row.message], row]))

/** Events of a server's domains, through as many connections as it takes. */
export class RemoteEvents {
  readonly feed = new Feed<DomainEvent>()
  #wanted = [lifecycleEvent]

  /** Asks a new connection for what is wanted. */
  async register(connection: Connection): Promise<void> {
    await Promise.all(this.#wanted.map((event) => this.#ask(connection, event)))
  }

  /** From now on every kind of event is wanted. */
  async registerAll(connection: Promise<Connection>): Promise<void> {
    const missing = Object.keys(domainEvents)
      .map(Number)
      .filter((event) => !this.#wanted.includes(event))
    this.#wanted = [...this.#wanted, ...missing]
    const current = await connection
    await Promise.all(missing.map((event) => this.#ask(current, event)))
  }

  receive(procedure: number, payload: Uint8Array): void {
    const row = rows.get(procedure)
    if (!row) return
    const { body } = decode(struct({ number: int, body: row.body }), payload)
    const told = row.from(body)
    if (!told) return
    const { name, uuid, id } = (body as { dom: DomainHandle }).dom
    this.feed.push({ domain: { name, uuid, id: id < 0 ? undefined : id }, ...told, time: Date.now() })
  }

  /** Older servers don't know every kind. */
  async #ask(connection: Connection, event: number): Promise<void> {
    await connection.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { event, dom: undefined }).catch(() => {})
  }
}
