import type { Duplex } from 'node:stream'
import type {
  AddressSource,
  ControlInfo,
  DestroyOptions,
  Domain,
  DomainEvent,
  DomainInfo,
  DomainStatus,
  EmulatorProcess,
  GuestInterface,
  LentDescriptors,
  MessageKind,
  MonitorCommandOptions,
  RebootOptions,
  ShutdownOptions,
  StartOptions,
  UndefineOptions,
  XmlOptions,
} from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { LocalAgent } from '../agent/index.ts'
import {
  DomainEditor,
  type Guest,
  type LocalDomain,
  LocalGraphics,
  LocalJob,
  LocalMetadata,
  LocalPanel,
  LocalSecurity,
  LocalSettings,
  LocalStatistics,
} from '../domain/index.ts'
import { CurrentRun } from './current-run.ts'
import type { Keeper } from './keeper.ts'
import { KeptDefinition } from './kept-definition.ts'

const longestGroup = 1024

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
  readonly #run: CurrentRun
  // Facets are made when they are first asked for: a list has thousands of domains.
  #editor: DomainEditor | undefined
  #metadata: LocalMetadata | undefined
  #settings: LocalSettings | undefined
  #panel: LocalPanel | undefined

  constructor({ keeper, name, uuid, guest, owned = false }: Parts) {
    this.name = name
    this.uuid = uuid
    this.#keeper = keeper
    this.#run = new CurrentRun({ keeper, name, uuid })
    this.#kept = new KeptDefinition({ keeper, name, uuid, isActive: () => this.#run.current !== undefined })
    if (guest) this.#run.follow(guest, owned)
    if (owned) this.#own = this.#run.last
  }

  get metadata(): LocalMetadata {
    const { name, uuid } = this
    this.#metadata ??= new LocalMetadata(this.#edit(), (changed) =>
      this.#keeper.tell({ name, uuid, id: this.id }, { event: 'metadata-change', ...changed, time: Date.now() }),
    )
    return this.#metadata
  }

  get agent(): LocalAgent {
    return new LocalAgent(() => this.#run.requireGuest())
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
    return new LocalGraphics(() => this.#run.requireGuest())
  }

  get statistics(): LocalStatistics {
    return new LocalStatistics(this.#edit(), () => this.status())
  }

  get security(): LocalSecurity {
    return new LocalSecurity(this.#edit())
  }

  get job(): LocalJob {
    return new LocalJob(this.#edit())
  }

  get id(): number | undefined {
    const run = this.#run.current
    return run?.id
  }

  /** Of one that has ended: what it was. */
  get pid(): number {
    return this.#run.any().pid
  }

  async logFile(): Promise<string> {
    return this.#keeper.logOf(this.name)
  }

  async isActive(): Promise<boolean> {
    return this.#run.current !== undefined
  }

  async isPersistent(): Promise<boolean> {
    return (await this.#kept.find()) !== undefined
  }

  async isUpdated(): Promise<boolean> {
    const { guest } = this.#run
    const definition = guest && (await this.#kept.find())
    return definition !== undefined && this.#kept.textOf(definition) !== guest?.status.inactiveXml
  }

  async status(): Promise<DomainStatus> {
    const run = this.#run.current
    if (run) return run.status()
    if (await this.#kept.find()) return this.#keeper.lastEnd(this.uuid) ?? { state: 'shutoff', reason: 'unknown' }
    if (this.#run.last) return this.#run.last.status()
    throw this.#kept.gone()
  }

  async info(): Promise<DomainInfo> {
    const run = this.#run.current
    if (run) return run.info()
    const definition = await this.#kept.find()
    if (definition) return { ...this.#keeper.definitions.sizes(definition), cpuTime: 0 }
    if (!this.#run.last) throw this.#kept.gone()
    return this.#run.last.info()
  }

  async control(): Promise<ControlInfo> {
    return this.#run.require().control()
  }

  async xml(options: XmlOptions = {}): Promise<string> {
    const run = this.#run.current
    if (run && !options.inactive) return run.xml(options)
    const definition = await this.#kept.find()
    if (!definition && !this.#run.last) throw this.#kept.gone()
    return definition ? this.#kept.xmlOf(definition, options) : this.#run.any().xml(options)
  }

  async messages(kinds?: readonly MessageKind[]): Promise<string[]> {
    const run = this.#run.current
    if (run) return run.messages(kinds)
    if (!this.#run.last && !(await this.#kept.find())) throw this.#kept.gone()
    return []
  }

  async start(options: StartOptions = {}): Promise<ActiveHostDomain> {
    if (this.#run.current) throw new LodgeError('OPERATION_INVALID', 'domain is already running', { where: this.name })
    this.#run.follow(await this.#keeper.start(await this.#kept.require('start'), options))
    return this.active()
  }

  active(): ActiveHostDomain {
    this.#run.require()
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
    await this.#run.any().pause()
  }

  async resume(): Promise<void> {
    await this.#run.any().resume()
  }

  async reset(): Promise<void> {
    await this.#run.any().reset()
  }

  async shutdown(options?: ShutdownOptions): Promise<void> {
    await this.#run.any().shutdown(options)
  }

  async reboot(options?: RebootOptions): Promise<void> {
    await this.#run.any().reboot(options)
  }

  async destroy(options?: DestroyOptions): Promise<void> {
    await this.#run.any().destroy(options)
  }

  events(): AsyncIterableIterator<DomainEvent> {
    return this.#run.any().events()
  }

  async ended(): Promise<DomainStatus> {
    const run = this.#run.current ?? this.#run.last
    return run ? run.ended() : this.status()
  }

  async emulator(): Promise<EmulatorProcess> {
    const run = this.#run.any()
    return { pid: run.pid, started: run.started, commandLine: run.commandLine() }
  }

  commandLine(): string[] {
    return this.#run.any().commandLine()
  }

  async console(alias?: string): Promise<Duplex> {
    return this.#run.any().console(alias)
  }

  async monitorCommand(command: string, args?: object, options?: MonitorCommandOptions): Promise<unknown> {
    return this.#run.any().monitorCommand(command, args, options)
  }

  async interfaceAddresses(source: AddressSource): Promise<GuestInterface[]> {
    const run = this.#run.require()
    if (source === 'agent') return this.agent.interfaces()
    // Who gives out leases would have to be a network of this host's.
    return source === 'arp' ? run.addressesByArp() : []
  }

  async associateDescriptors({ name, descriptors, released = () => {} }: LentDescriptors): Promise<Disposable> {
    if (name === '' || name.length > longestGroup) {
      throw new LodgeError('INVALID_ARG', `a name of descriptors has 1 to ${longestGroup} letters`)
    }
    return this.#keeper.associate(this.uuid, name, { descriptors, released })
  }

  release(): void {
    this.#own?.release()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#own?.[Symbol.asyncDispose]()
  }

  #edit(): DomainEditor {
    this.#editor ??= new DomainEditor({
      name: this.name,
      running: () => this.#run.guest,
      definition: () => this.#kept.editable(),
    })
    return this.#editor
  }
}
