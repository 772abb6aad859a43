import type { MonitorEvent } from '../../../api/index.ts'
import { Feed } from '../../../base/feed.ts'
import { decode } from '../../../formats/xdr/index.ts'
import { monitorMessage } from '../protocol/monitor-events.ts'
import type { Connection } from './connection.ts'

/** The emulators' own words, through as many connections as it takes. */
export class RemoteMonitorEvents {
  readonly feed = new Feed<MonitorEvent>()
  #registered: Promise<unknown> | undefined

  /** Settles when what is asked for now comes behind it. */
  get registered(): Promise<unknown> {
    return this.#registered?.catch(() => {}) ?? Promise.resolve()
  }

  /** Asks a new connection where somebody listens. */
  async register(connection: Connection): Promise<void> {
    if (this.#registered) await ask(connection).catch(() => {})
  }

  /** From now on; that the server doesn't tell, or not us, is said to whoever asks for the next one. */
  follow(connection: Promise<Connection>): AsyncIterableIterator<MonitorEvent> {
    this.#registered ??= connection.then(ask)
    const registered = this.#registered
    registered.catch(() => {
      this.#registered = undefined
    })
    const events = this.feed.iterate()
    return {
      next: () => registered.then(() => events.next()),
      return: async () => (await events.return?.()) ?? { value: undefined, done: true },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  receive(payload: Uint8Array): void {
    const { dom, name, seconds, micros, details } = decode(monitorMessage, payload)
    const { uuid, id } = dom
    this.feed.push({
      domain: { name: dom.name, uuid, id: id < 0 ? undefined : id },
      ...{ name, data: readData(details), time: seconds * 1000 + Math.floor(micros / 1000) },
    })
  }
}

function ask(connection: Connection): Promise<unknown> {
  return connection.callQemu('CONNECT_DOMAIN_MONITOR_EVENT_REGISTER', { dom: undefined, name: undefined, flags: 0 })
}

/** What is no object says nothing. */
function readData(details: string | undefined): Record<string, unknown> {
  try {
    const data = JSON.parse(details ?? '{}')
    return typeof data === 'object' && data !== null ? data : {}
  } catch {
    return {}
  }
}
