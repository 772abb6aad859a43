import type {
  Capabilities,
  CommandLineOption,
  CreateOptions,
  DefinitionOptions,
  DomainEvent,
  DomainFilter,
  Host,
  LifecycleHappening,
  MachineList,
  MonitorEvent,
  OpenOptions,
  StartOptions,
  UndefineOptions,
} from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { Feed } from '../../base/feed.ts'
import type { Problem } from '../../base/problems.ts'
import { parseUuid } from '../../base/uuid.ts'
import { formatDomain, sizesOf } from '../../model/domain/index.ts'
import { type Guest, type GuestStatus, Isolation, nameTaken, uuidTaken } from '../domain/index.ts'
import { Paths } from '../host/paths.ts'
import { lightSpawn } from '../host/system.ts'
import { type Definition, Definitions } from '../store/index.ts'
import { startWithHost } from './autostart.ts'
import { hostCapabilities } from './capabilities.ts'
import { nvramIn, renameDefinition } from './definition-files.ts'
import { Drafts } from './drafts.ts'
import { type ActiveHostDomain, HostDomain } from './host-domain.ts'
import type { Keeper } from './keeper.ts'
import { LocalNode } from './local-node.ts'
import { listMachines } from './machines.ts'
import { Runs } from './runs.ts'
import { losesTpmState, removeTpmState, tpmState } from './tpm-state.ts'

/** This machine, worked on by this process itself. */
export class LocalHost extends LocalNode implements Host {
  readonly #definitions: Definitions
  readonly #drafts: Drafts
  readonly #runs: Runs
  readonly #events = new Feed<DomainEvent>()
  readonly #said = new Feed<MonitorEvent>()
  readonly #keeper: Keeper
  readonly #warn: (warning: LodgeError) => void

  constructor(options: OpenOptions = {}) {
    const { confined = false, warn = (warning: LodgeError) => process.emitWarning(warning.message) } = options
    const paths = new Paths(options)
    super(paths, new Isolation(paths, { confined, warn }))
    this.#warn = warn
    this.#definitions = new Definitions(this.paths, { warn: this.#warn })
    this.#drafts = new Drafts({ facts: this.facts, view: () => this.view() })
    this.#runs = new Runs({
      ...{ paths: this.paths, isolation: this.isolation, warn: this.#warn },
      tell: ({ status: { name, uuid, id } }, event) => this.#events.push({ domain: { name, uuid, id }, ...event }),
      over: (status) => void this.#forgetTpm(status).catch((error) => this.#warn(error)),
      quote: ({ status: { name, uuid, id } }, { event, data, time }) =>
        this.#said.push({ domain: { name, uuid, id }, name: event, data, time }),
    })
    this.#keeper = {
      definitions: this.#definitions,
      running: (name, uuid) => this.#runs.of(name, uuid),
      start: (definition, start) => this.#start(definition, start),
      undefine: (definition, options) => this.#undefine(definition, options),
      rename: (definition, name) => this.#rename(definition, name),
      withHostModel: (xml) => this.#drafts.withHostModel(xml),
      logOf: (name) => this.paths.log(name),
      tell: (domain, event) => this.#events.push({ domain, ...event }),
      associate: (...lending) => this.#runs.associated.associate(...lending),
      lastEnd: (uuid) => this.#runs.lastEnd(uuid),
    }
  }

  /** From now until this host is disposed of, no other process may change what is defined; what runs is known already. */
  async own(): Promise<void> {
    await this.#definitions.own()
    // Who keeps definitions starts many emulators: it is ready before the first.
    lightSpawn()
    this.#runs.sweep()
    await this.#runs.follow()
  }

  startWithHost(): Promise<void> {
    const domains = async () => {
      const all = await this.domains({ active: false })
      const starts = await Promise.all(all.map(async (each) => (await each.autostart()) || each.autostartOnce()))
      return all.filter((_, index) => starts[index])
    }
    return startWithHost({ marker: this.paths.autostarted, domains, warn: this.#warn })
  }

  async create(xml: string, { file, ...how }: CreateOptions = {}): Promise<ActiveHostDomain> {
    const world = await this.#drafts.complete(xml, { file })
    const { name, uuid = '' } = world.domain
    await this.#requireUnlike(name, uuid)
    const guest = await this.#runs.changes(uuid).run('create', () => this.#runs.launch(world, { ...how, file }))
    return this.#domainOf(guest, { owned: true }).active()
  }

  async define(xml: string, { file }: DefinitionOptions = {}): Promise<HostDomain> {
    const { domain } = await this.#drafts.complete(xml, { file })
    const { name, uuid = '' } = domain
    let detail = 'added'
    const text = formatDomain(domain, { secrets: true })
    await this.#definitions.write({ name, uuid, xml: text, sizes: sizesOf(domain) }, async () => {
      await this.#requireUnlike(name, uuid)
      for (const other of this.#runs.claims()) {
        if (other.name === name && other.uuid !== uuid) throw nameTaken(name, other.uuid)
        if (other.uuid === uuid && other.name !== name) throw uuidTaken(uuid, other.name)
      }
      if ((await this.#definitions.withUuid(uuid)) || this.#runs.of(name, uuid)) detail = 'updated'
    })
    this.#say({ name, uuid }, { event: 'defined', detail })
    return new HostDomain({ keeper: this.#keeper, name, uuid })
  }

  async domains(filter: DomainFilter = {}): Promise<HostDomain[]> {
    const running = this.#runs.list()
    const active = new Set(running.map(({ uuid }) => uuid))
    const defined = await this.#definitions.list()
    const persistent = new Map(defined.map((each) => [each.uuid, each]))
    const fits = (uuid: string): boolean => {
      const definition = persistent.get(uuid)
      return (
        (filter.active ?? active.has(uuid)) === active.has(uuid) &&
        (filter.persistent ?? persistent.has(uuid)) === persistent.has(uuid) &&
        (filter.autostart === undefined ||
          filter.autostart === (definition !== undefined && this.#definitions.autostarts(definition)))
      )
    }
    return [
      ...running.filter(({ uuid }) => fits(uuid)).map((status) => this.#domainOf(this.#runs.guestOf(status))),
      ...defined
        .filter(({ uuid }) => !active.has(uuid) && fits(uuid))
        .map(({ name, uuid }) => new HostDomain({ keeper: this.#keeper, name, uuid })),
    ]
  }

  async domain(wanted: string | number): Promise<HostDomain> {
    const asUuid = typeof wanted === 'string' ? parseUuid(wanted) : undefined
    const status = this.#runs.list().find(({ id, uuid, name }) => id === wanted || uuid === asUuid || name === wanted)
    if (status) return this.#domainOf(this.#runs.guestOf(status))
    if (typeof wanted === 'string') {
      const found = (asUuid && (await this.#definitions.withUuid(asUuid))) || (await this.#definitions.named(wanted))
      if (found) return new HostDomain({ keeper: this.#keeper, name: found.name, uuid: found.uuid })
    }
    throw await this.#notFound(wanted)
  }

  events(): AsyncIterableIterator<DomainEvent> {
    void this.#runs.follow()
    return this.#events.iterate()
  }

  monitorEvents(): AsyncIterableIterator<MonitorEvent> {
    void this.#runs.follow()
    return this.#said.iterate()
  }

  check(xml: string, { file }: DefinitionOptions = {}): Promise<Problem[]> {
    return this.#drafts.check(xml, file)
  }

  commandLine(xml: string, { file }: DefinitionOptions = {}): Promise<CommandLineOption[]> {
    return this.#drafts.commandLine(xml, { file, id: this.#runs.nextId() })
  }

  completedXml(xml: string, { file }: DefinitionOptions = {}): Promise<string> {
    return this.#drafts.completedXml(xml, file)
  }

  capabilities(): Promise<Capabilities> {
    return hostCapabilities(this.view(), this.facts)
  }

  machines(arch?: string): Promise<MachineList> {
    return listMachines(this.view(), this.facts, arch)
  }

  /** Guests run on: only the connections to them end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runs.letGo()
    this.#events.end()
    this.#said.end()
    this.#definitions.release()
  }

  async #start({ path: file, name, uuid }: Definition, how: StartOptions): Promise<Guest> {
    return this.#runs.changes(uuid).run('start', async () => {
      if (this.#runs.of(name, uuid)) throw alreadyRunning(name)
      const world = await this.#drafts.complete(this.#definitions.text({ path: file, name, uuid }), {
        file,
        fresh: false,
      })
      world.domain.uuid = uuid
      return this.#runs.launch(world, { ...how, file })
    })
  }

  async #rename(definition: Definition, name: string): Promise<void> {
    const { uuid } = definition
    if (this.#runs.claims().some((other) => other.name === name)) {
      throw new LodgeError('OPERATION_INVALID', `domain with name '${name}' already exists`)
    }
    await this.#runs
      .changes(uuid)
      .run('rename', () => renameDefinition({ definitions: this.#definitions, paths: this.paths, definition, name }))
    this.#say({ name: definition.name, uuid }, { event: 'undefined', detail: 'renamed' })
    this.#say({ name, uuid }, { event: 'defined', detail: 'renamed' })
  }

  async #undefine(definition: Definition, { nvram = 'keep', tpm }: UndefineOptions): Promise<void> {
    const { name, uuid } = definition
    const xml = this.#definitions.text(definition)
    const losesTpm = losesTpmState(xml, { tpm })
    const variables = nvram === 'keep' ? undefined : nvramIn(xml)
    if (variables && nvram === 'refuse') {
      throw new LodgeError('OPERATION_INVALID', 'cannot undefine domain with nvram', { where: variables })
    }
    const remove = async (): Promise<void> => {
      const runs = this.#runs.of(name, uuid) !== undefined
      const state = losesTpm && !runs ? tpmState(this.paths, uuid) : []
      await this.#definitions.remove(definition, variables === undefined ? state : [variables, ...state])
      if (!runs) this.#runs.forget(uuid)
    }
    // One that is being started takes up what would be removed; one that runs may hang, and goes on as it is.
    await (this.#runs.of(name, uuid) ? remove() : this.#runs.changes(uuid).run('undefine', remove))
    this.#say({ name, uuid }, { event: 'undefined', detail: 'removed' })
  }

  /** A guest without a definition has nothing to come back for; one that has come back already keeps what it has. */
  async #forgetTpm({ name, uuid, xml }: GuestStatus): Promise<void> {
    if (!losesTpmState(xml)) return
    await this.#runs.changes(uuid).run('forget', async () => {
      if (this.#runs.of(name, uuid) || (await this.#definitions.withUuid(uuid))) return
      await removeTpmState(this.paths, uuid)
    })
  }

  /** A name and a UUID belong together. */
  async #requireUnlike(name: string, uuid: string): Promise<void> {
    const sameName = await this.#definitions.named(name)
    if (sameName && sameName.uuid !== uuid) throw nameTaken(name, sameName.uuid)
    const sameUuid = await this.#definitions.withUuid(uuid)
    if (sameUuid && sameUuid.name !== name) throw uuidTaken(uuid, sameUuid.name)
  }

  /** A guest that was found is connected to only when that is needed. One that doesn't answer keeps nobody waiting. */
  #domainOf(guest: Guest, { owned = false } = {}): HostDomain {
    const { name, uuid } = guest.status
    return new HostDomain({ keeper: this.#keeper, name, uuid, guest, owned })
  }

  async #notFound(wanted: string | number): Promise<LodgeError> {
    const names = (await this.domains()).slice(0, 10).map(({ name }) => `'${name}'`)
    return new LodgeError('NO_DOMAIN', `Domain not found: no domain '${wanted}'`, {
      hint: names.length > 0 ? `there is ${names.join(', ')}` : 'none is defined, and none is running',
    })
  }

  #say({ name, uuid }: Pick<Definition, 'name' | 'uuid'>, event: LifecycleHappening): void {
    const id = this.#runs.of(name, uuid)?.status.id
    this.#events.push({ domain: { name, uuid, id }, ...event, time: Date.now() })
  }
}

function alreadyRunning(name: string): LodgeError {
  return new LodgeError('OPERATION_INVALID', 'domain is already running', { where: name })
}
