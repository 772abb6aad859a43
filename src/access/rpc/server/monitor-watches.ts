import type { Host, MonitorEvent } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { encode, largestPayload } from '../../../formats/xdr/index.ts'
import { monitorMessage, monitorMessageName } from '../protocol/monitor-events.ts'
import { qemuProcedures } from '../protocol/numbers.ts'
import type { MonitorWatch } from '../protocol/procedure.ts'

const mostWatches = 1024

interface Options {
  host: Host
  send(procedure: number, payload: Uint8Array): void
  /** Events are lost for this client. */
  lost(): void
}

/** What one client wants to be told of the emulators' own words. */
export class MonitorWatches {
  readonly #options: Options
  readonly #watches = new Map<number, MonitorWatch>()
  #next = 0
  #events: AsyncIterator<MonitorEvent> | undefined

  constructor(options: Options) {
    this.#options = options
  }

  add(watch: MonitorWatch): number {
    if (this.#watches.size >= mostWatches) throw new LodgeError('OPERATION_FAILED', 'too many registrations for events')
    const number = this.#next++
    this.#watches.set(number, watch)
    if (!this.#events) void this.#follow()
    return number
  }

  remove(number: number): void {
    if (this.#watches.delete(number)) return
    throw new LodgeError('INVALID_ARG', `monitor event callback ${number} not registered`)
  }

  end(): void {
    this.#watches.clear()
    void this.#events?.return?.()
  }

  async #follow(): Promise<void> {
    const events = this.#options.host.monitorEvents()
    this.#events = events
    try {
      for await (const event of events) this.#tell(event)
    } catch {
      this.#options.lost()
    }
  }

  #tell({ domain, name, data, time }: MonitorEvent): void {
    const dom = { ...domain, id: domain.id ?? -1 }
    for (const [number, watch] of this.#watches) {
      if (watch.uuid !== undefined && watch.uuid !== domain.uuid) continue
      if (!watch.wants(name)) continue
      const [seconds, micros] = [Math.floor(time / 1000), (time % 1000) * 1000]
      const message = { number, dom, name, seconds, micros: Math.floor(micros), details: JSON.stringify(data) }
      this.#options.send(qemuProcedures[monitorMessageName], encode(monitorMessage, message, largestPayload))
    }
  }
}
