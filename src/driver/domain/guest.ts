import type { DomainStatus } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { Feed } from '../../base/feed.ts'
import { type Domain, formatDomain, parseDomain } from '../../model/domain/index.ts'
import type { Monitor } from '../qmp/index.ts'
import { unknownEnd } from './adopted-emulator.ts'
import type { EmulatorProcess } from './emulator-process.ts'
import { followEndings } from './follow-endings.ts'
import { type Lifecycle, stopDetail, translateEvent } from './lifecycle.ts'
import type { GuestRegistry } from './registry.ts'
import type { GuestStatus } from './status.ts'

interface GuestParts {
  status: GuestStatus
  monitor: Monitor
  emulator: EmulatorProcess
  registry: GuestRegistry
  /** Where the monitor is connected to only when that is needed. */
  connect?: () => Promise<unknown>
}

/** A guest whose emulator runs and answers: what every operation is given. */
export class Guest {
  readonly status: GuestStatus
  readonly monitor: Monitor
  readonly emulator: EmulatorProcess
  readonly events = new Feed<Lifecycle>()
  /** Events come from then on. */
  readonly connect: () => Promise<unknown>
  /** How it ended; what it has left behind is gone by then. */
  readonly ended: Promise<DomainStatus>
  /** Why the end that is coming comes; the guest's own doings leave it as it is. */
  endReason: string | undefined
  /** The next power-off of the guest's own is half a reboot. */
  restartsOnce = false
  /** What went wrong where nobody was there to be told. */
  readonly failures: unknown[] = []
  readonly #registry: GuestRegistry
  #letGo = false
  #shutDown = false
  #panicked = false

  constructor(parts: GuestParts) {
    this.status = parts.status
    this.monitor = parts.monitor
    this.emulator = parts.emulator
    this.#registry = parts.registry
    this.connect = parts.connect ?? (async () => {})
    // What was said last is read first: the exit may be known before it.
    const followed = this.#follow().catch((error) => this.failures.push(error))
    followEndings(this)
    this.ended = this.emulator.ended.then(async (how) => {
      await followed
      try {
        parts.registry.remove(this.status)
      } catch (error) {
        this.failures.push(error)
      }
      const status = this.#endStatus(how)
      this.events.push({ event: 'stopped', detail: stopDetail(status), time: Date.now() })
      this.events.end()
      return status
    })
  }

  get hasEnded(): boolean {
    return this.events.ended && !this.#letGo
  }

  requireRunning(operation: string): void {
    if (!this.events.ended) return
    const why = this.#letGo ? 'the host that this handle came from was closed' : 'it has ended'
    throw new LodgeError('OPERATION_INVALID', `cannot ${operation} the guest '${this.status.name}': ${why}`)
  }

  /** Changes how it runs, as its definition says it, here and for whoever finds it later. */
  rewrite(edit: (domain: Domain) => void): void {
    this.requireRunning('change')
    const domain = parseDomain(this.status.secureXml ?? this.status.xml)
    edit(domain)
    const [xml, secureXml] = [formatDomain(domain), formatDomain(domain, { secrets: true })]
    Object.assign(this.status, { xml, secureXml: secureXml === xml ? undefined : secureXml })
    this.#registry.write(this.status)
  }

  /** Ends the connection; the guest runs on. */
  async letGo(): Promise<void> {
    this.#letGo = true
    await this.monitor.close()
    this.events.end()
  }

  async #follow(): Promise<void> {
    for await (const event of this.monitor.events()) {
      if (event.event === 'SHUTDOWN') this.#shutDown = true
      if (event.event === 'RESUME' || event.event === 'RESET') this.#shutDown = false
      if (event.event === 'GUEST_PANICKED') this.#panicked = true
      this.events.push(translateEvent(event))
    }
  }

  #endStatus(how: string): DomainStatus {
    if (this.endReason) return { state: 'shutoff', reason: this.endReason }
    if (this.#panicked) return { state: 'crashed', reason: 'panicked' }
    if (this.#shutDown) return { state: 'shutoff', reason: 'shutdown' }
    return how === unknownEnd ? { state: 'shutoff', reason: 'unknown' } : { state: 'crashed', reason: how }
  }
}
