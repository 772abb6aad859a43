import type { Duplex } from 'node:stream'
import type {
  AddressSource,
  DestroyOptions,
  Domain,
  DomainEvent,
  DomainInfo,
  DomainStatus,
  EmulatorProcess,
  GuestInterface,
  MonitorCommandOptions,
  RebootOptions,
  ShutdownOptions,
  StartOptions,
  UndefineOptions,
  XmlOptions,
} from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { formatDomain } from '../../model/domain/index.ts'
import { LocalAgent } from '../agent/index.ts'
import {
  DomainEditor,
  type Guest,
  LocalDomain,
  LocalGraphics,
  LocalJob,
  LocalMetadata,
  LocalPanel,
  LocalSettings,
  LocalStatistics,
} from '../domain/index.ts'
import type { Keeper } from './keeper.ts'
import { KeptDefinition } from './kept-definition.ts'

interface Parts {
  keeper: Keeper
  name: string
  uuid: string
  guest?: Guest
  /** Disposing of the handle ends the guest. */
  owned?: boolean
}

/** What the concrete class returns where the contract says `ActiveDomain`. */
export type ActiveHostDomain = HostDomain & { readonly id: number }

/** A domain of this host: found by its UUID, whatever runs of it at the moment. */
export class HostDomain implements Domain {
  readonly name: string
  readonly uuid: string
  readonly #keeper: Keeper
  readonly #kept: KeptDefinition
  readonly #own: LocalDomain | undefined
  #last: { guest: Guest; run: LocalDomain } | undefined
  // Facets are made when they are first asked for: a list has thousands of domains.
  #editor: DomainEditor | undefined
  #metadata: LocalMetadata | undefined
  #settings: LocalSettings | undefined
  #panel: LocalPanel | undefined

  constructor({ keeper, name, uuid, guest, owned = false }: Parts) {
    this.name = name
    this.uuid = uuid
    this.#keeper = keeper
    this.#kept = new KeptDefinition({ keeper, name, uuid, isActive: () => this.#current() !== undefined })
    if (guest) this.#follow(guest, owned)
    if (owned) this.#own = this.#last?.run
  }

  get metadata(): LocalMetadata {
    const { name, uuid } = this
    this.#metadata ??= new LocalMetadata(this.#edit(), (changed) =>
      this.#keeper.tell({ name, uuid, id: this.id }, { event: 'metadata-change', ...changed, time: Date.now() }),
    )
    return this.#metadata
  }

  get agent(): LocalAgent {
    return new LocalAgent(() => this.#guest() ?? this.#notRunning())
  }

  get settings(): LocalSettings {
    this.#settings ??= new LocalSettings(this.#edit())
    return this.#settings
  }

  get panel(): LocalPanel {
    this.#panel ??= new LocalPanel(this.#edit())
    return this.#panel
  }

  get graphics(): LocalGraphics {
    return new LocalGraphics(() => this.#guest() ?? this.#notRunning())
  }

  get statistics(): LocalStatistics {
    return new LocalStatistics(this.#edit(), () => this.status())
  }

  get job(): LocalJob {
    return new LocalJob(this.#edit())
  }

  get id(): number | undefined {
    const run = this.#current()
    return run?.id
  }

  /** Of one that has ended: what it was. */
  get pid(): number {
    return this.#run().pid
  }

  async logFile(): Promise<string> {
    return this.#keeper.logOf(this.name)
  }

  async isActive(): Promise<boolean> {
    return this.#current() !== undefined
  }

  async isPersistent(): Promise<boolean> {
    return (await this.#kept.find()) !== undefined
  }

  async status(): Promise<DomainStatus> {
    const run = this.#current()
    if (run) return run.status()
    if (await this.#kept.find()) return this.#keeper.lastEnd(this.uuid) ?? { state: 'shutoff', reason: 'unknown' }
    if (this.#last) return this.#last.run.status()
    throw this.#kept.gone()
  }

  async info(): Promise<DomainInfo> {
    const run = this.#current()
    if (run) return run.info()
    const definition = await this.#kept.find()
    if (definition) return { ...this.#keeper.definitions.sizes(definition), cpuTime: 0 }
    if (!this.#last) throw this.#kept.gone()
    return this.#last.run.info()
  }

  async xml({ inactive = false, secure = false }: XmlOptions = {}): Promise<string> {
    const run = this.#current()
    if (run && !inactive) return run.xml({ secure })
    const definition = await this.#kept.find()
    if (!definition && !this.#last) throw this.#kept.gone()
    if (!definition) return this.#run().xml({ inactive, secure })
    const { definitions } = this.#keeper
    return secure ? formatDomain(definitions.domain(definition), { secrets: true }) : definitions.xml(definition)
  }

  async start(options: StartOptions = {}): Promise<ActiveHostDomain> {
    if (this.#current()) throw new LodgeError('OPERATION_INVALID', 'domain is already running', { where: this.name })
    this.#follow(await this.#keeper.start(await this.#kept.require('start'), options))
    return this.active()
  }

  active(): ActiveHostDomain {
    this.#require()
    return this as unknown as ActiveHostDomain
  }

  undefine(options: UndefineOptions = {}): Promise<void> {
    return this.#kept.undefine(options)
  }

  async rename(name: string): Promise<HostDomain> {
    await this.#kept.rename(name)
    return new HostDomain({ keeper: this.#keeper, name, uuid: this.uuid })
  }

  autostart(): Promise<boolean> {
    return this.#kept.starts('always')
  }

  setAutostart(on: boolean): Promise<void> {
    return this.#kept.setStarts(on, 'always')
  }

  autostartOnce(): Promise<boolean> {
    return this.#kept.starts('once')
  }

  setAutostartOnce(on: boolean): Promise<void> {
    return this.#kept.setStarts(on, 'once')
  }

  async pause(): Promise<void> {
    await this.#run().pause()
  }

  async resume(): Promise<void> {
    await this.#run().resume()
  }

  async reset(): Promise<void> {
    await this.#run().reset()
  }

  async shutdown(options?: ShutdownOptions): Promise<void> {
    await this.#run().shutdown(options)
  }

  async reboot(options?: RebootOptions): Promise<void> {
    await this.#run().reboot(options)
  }

  async destroy(options?: DestroyOptions): Promise<void> {
    await this.#run().destroy(options)
  }

  events(): AsyncIterableIterator<DomainEvent> {
    return this.#run().events()
  }

  async ended(): Promise<DomainStatus> {
    const run = this.#current() ?? this.#last?.run
    return run ? run.ended() : this.status()
  }

  async emulator(): Promise<EmulatorProcess> {
    const run = this.#run()
    return { pid: run.pid, started: run.started, commandLine: run.commandLine() }
  }

  commandLine(): string[] {
    return this.#run().commandLine()
  }

  async console(alias?: string): Promise<Duplex> {
    return this.#run().console(alias)
  }

  async monitorCommand(command: string, args?: object, options?: MonitorCommandOptions): Promise<unknown> {
    return this.#run().monitorCommand(command, args, options)
  }

  async interfaceAddresses(source: AddressSource): Promise<GuestInterface[]> {
    const run = this.#current() ?? this.#notRunning()
    if (source === 'agent') return this.agent.interfaces()
    // Who gives out leases would have to be a network of this host's.
    return source === 'arp' ? run.addressesByArp() : []
  }

  release(): void {
    this.#own?.release()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#own?.[Symbol.asyncDispose]()
  }

  #current(): LocalDomain | undefined {
    const last = this.#last
    // One that was let go of answers itself that the host is closed.
    if (last && !last.guest.hasEnded) return last.run
    const guest = this.#keeper.running(this.name, this.uuid)
    return guest && !guest.events.ended ? this.#follow(guest) : undefined
  }

  #edit(): DomainEditor {
    this.#editor ??= new DomainEditor({
      name: this.name,
      running: () => this.#guest(),
      definition: () => this.#kept.editable(),
    })
    return this.#editor
  }

  /** What runs now, for changes. */
  #guest(): Guest | undefined {
    return this.#current() && this.#last?.guest
  }

  #follow(guest: Guest, owned = false): LocalDomain {
    if (this.#last?.guest === guest) return this.#last.run
    this.#last = { guest, run: new LocalDomain(guest, { owned }) }
    return this.#last.run
  }

  /** What runs, or what has run last, which says itself that it has ended. */
  #run(): LocalDomain {
    return this.#current() ?? this.#last?.run ?? this.#require()
  }

  #require(): LocalDomain {
    return this.#current() ?? this.#notRunning()
  }

  #notRunning(): never {
    // libvirt's own words: scripts look for them.
    throw new LodgeError('OPERATION_INVALID', 'domain is not running', {
      hint: `start it first: lodge start ${this.name}`,
    })
  }
}
