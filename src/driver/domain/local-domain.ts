import type { Duplex } from 'node:stream'
import type {
  ControlInfo,
  DestroyOptions,
  DomainEvent,
  DomainInfo,
  DomainStatus,
  GuestInterface,
  MessageKind,
  MonitorCommandOptions,
  RebootOptions,
  ShutdownOptions,
  XmlOptions,
} from '../../api/index.ts'
import { formatDomain, parseDomain } from '../../model/domain/index.ts'
import { startOf } from '../host/system.ts'
import { addressesByArp } from './addresses.ts'
import { openConsole } from './console.ts'
import { controlOf } from './control.ts'
import { destroyGuest } from './destroy.ts'
import type { Guest } from './guest.ts'
import { infoOfGuest } from './info.ts'
import { messagesOf, taint } from './messages.ts'
import { migratableXml } from './migratable-xml.ts'
import { pauseGuest } from './pause.ts'
import { rebootGuest } from './reboot.ts'
import { resetGuest } from './reset.ts'
import { resumeGuest } from './resume.ts'
import { shutdownGuest } from './shutdown.ts'

/** One run of a domain on this host. */
export class LocalDomain implements AsyncDisposable {
  readonly #guest: Guest
  #owned: boolean

  constructor(guest: Guest, { owned }: { owned: boolean }) {
    this.#guest = guest
    this.#owned = owned
  }

  get name(): string {
    return this.#guest.status.name
  }

  get uuid(): string {
    return this.#guest.status.uuid
  }

  get id(): number {
    return this.#guest.status.id
  }

  get pid(): number {
    return this.#guest.emulator.identity.pid
  }

  get started(): number {
    return startOf(this.#guest.emulator.identity)
  }

  status(): Promise<DomainStatus> {
    return this.#guest.knownState()
  }

  async info(): Promise<DomainInfo> {
    return infoOfGuest(this.#guest)
  }

  control(): Promise<ControlInfo> {
    return controlOf(this.#guest)
  }

  pause(): Promise<void> {
    return pauseGuest(this.#guest)
  }

  resume(): Promise<void> {
    return resumeGuest(this.#guest)
  }

  reset(): Promise<void> {
    return resetGuest(this.#guest)
  }

  shutdown(options?: ShutdownOptions): Promise<void> {
    return shutdownGuest(this.#guest, options)
  }

  reboot(options?: RebootOptions): Promise<void> {
    return rebootGuest(this.#guest, options)
  }

  destroy(options?: DestroyOptions): Promise<void> {
    return destroyGuest(this.#guest, options)
  }

  events(): AsyncIterableIterator<DomainEvent> {
    const { name, uuid, id } = this
    const events = this.#guest.events.iterate((lifecycle) => ({ domain: { name, uuid, id }, ...lifecycle }))
    this.#guest.connect().catch(() => {})
    return events
  }

  async ended(): Promise<DomainStatus> {
    // The emulator does not keep this process alive, so that programs can leave guests running; waiting for its end does.
    const alive = this.#guest.events.ended ? undefined : setInterval(() => {}, 1 << 30)
    const forget = this.#guest.events.listen({ event: () => {}, end: () => clearInterval(alive) })
    try {
      return await this.#guest.ended
    } finally {
      forget()
      clearInterval(alive)
    }
  }

  console(alias?: string): Promise<Duplex> {
    return openConsole(this.#guest, alias)
  }

  /** Without its definition a run knows only what it was started from. */
  xml({ inactive = false, secure = false, migratable = false }: XmlOptions = {}): string {
    const { xml, secureXml, inactiveXml = '' } = this.#guest.status
    if (migratable) return migratableXml(inactiveXml, inactive ? undefined : (secureXml ?? xml))
    if (!inactive) return secure ? (secureXml ?? xml) : xml
    return secure ? inactiveXml : formatDomain(parseDomain(inactiveXml))
  }

  addressesByArp(): GuestInterface[] {
    return addressesByArp(this.#guest)
  }

  commandLine(): string[] {
    return [...this.#guest.status.commandLine]
  }

  messages(kinds?: readonly MessageKind[]): string[] {
    this.#guest.learn()
    return this.#guest.hasEnded ? [] : messagesOf(this.#guest.status, kinds)
  }

  async monitorCommand(command: string, args?: object, options?: MonitorCommandOptions): Promise<unknown> {
    this.#guest.requireRunning('command')
    taint(this.#guest, 'custom-monitor')
    return this.#guest.monitor.executeAny(command, args, options)
  }

  release(): void {
    this.#owned = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#owned || this.#guest.hasEnded) return
    await destroyGuest(this.#guest)
  }
}
