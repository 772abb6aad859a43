import type {
  Capabilities,
  CommandLineOption,
  CreateOptions,
  DefinitionOptions,
  DomainEvent,
  DomainFilter,
  DomainStatus,
  Host,
  MachineList,
  OpenOptions,
  StartOptions,
} from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { Feed } from '../../base/feed.ts'
import { type Problem, problemToError } from '../../base/problems.ts'
import { parseUuid } from '../../base/uuid.ts'
import {
  checkDomain,
  completeDomain,
  formatDomain,
  launchPlan,
  parseDomain,
  readDomain,
  type World,
} from '../../model/domain/index.ts'
import type { LaunchPlan } from '../../model/qemu/plan.ts'
import { adoptGuest, endingsOf, type Guest, GuestRegistry, type GuestStatus, startGuest } from '../domain/index.ts'
import { Paths } from '../host/paths.ts'
import { type Definition, Definitions } from '../store/index.ts'
import { startWithHost } from './autostart.ts'
import { hostCapabilities } from './capabilities.ts'
import { freePorts } from './free-ports.ts'
import { type ActiveHostDomain, HostDomain, type Keeper } from './host-domain.ts'
import { overHost } from './host-view.ts'
import { LocalNode } from './local-node.ts'
import { listMachines } from './machines.ts'

/** This machine, worked on by this process itself. */
export class LocalHost extends LocalNode implements Host {
  readonly #registry: GuestRegistry
  readonly #definitions: Definitions
  readonly #guests = new Map<string, Guest>()
  readonly #ends = new Map<string, DomainStatus>()
  readonly #events = new Feed<DomainEvent>()
  readonly #keeper: Keeper
  readonly #warn: (warning: LodgeError) => void

  constructor(options: OpenOptions = {}) {
    super(new Paths(options))
    this.#warn = options.warn ?? ((warning) => process.emitWarning(warning.message))
    this.#registry = new GuestRegistry(this.paths)
    this.#definitions = new Definitions(this.paths, { warn: this.#warn })
    this.#keeper = {
      definitions: this.#definitions,
      running: (name, uuid) => this.#running(name, uuid),
      start: (definition, start) => this.#start(definition, start),
      undefine: (definition) => this.#undefine(definition),
      logOf: (name) => this.paths.log(name),
      tell: (domain, event) => this.#say(domain, event),
      lastEnd: (uuid) => this.#ends.get(uuid),
    }
  }

  /** From now until this host is disposed of, no other process may change what is defined. */
  own(): Promise<void> {
    return this.#definitions.own()
  }

  startWithHost(): Promise<void> {
    const domains = () => this.domains({ autostart: true, active: false })
    return startWithHost({ marker: this.paths.autostarted, domains, warn: this.#warn })
  }

  async create(xml: string, { paused = false, file }: CreateOptions = {}): Promise<ActiveHostDomain> {
    const world = await this.#complete(xml, file)
    await this.#requireUnlike(world.domain.name, world.domain.uuid ?? '')
    const guest = await this.#launch(world, { paused, file })
    return this.#domainOf(guest, { owned: true }).active()
  }

  async define(xml: string, { file }: DefinitionOptions = {}): Promise<HostDomain> {
    const { domain } = await this.#complete(xml, file)
    const { name, uuid = '' } = domain
    let detail = 'added'
    await this.#definitions.write({ name, uuid, xml: formatDomain(domain, { secrets: true }) }, async () => {
      await this.#requireUnlike(name, uuid)
      for (const other of this.#registry.list()) {
        if (other.name === name && other.uuid !== uuid) throw nameTaken(name, other.uuid)
        if (other.uuid === uuid && other.name !== name) throw uuidTaken(uuid, other.name)
      }
      if (await this.#definitions.withUuid(uuid)) detail = 'updated'
    })
    this.#say({ name, uuid, id: this.#running(name, uuid)?.status.id }, { event: 'defined', detail, time: Date.now() })
    return new HostDomain({ keeper: this.#keeper, name, uuid })
  }

  async domains(filter: DomainFilter = {}): Promise<HostDomain[]> {
    const running = this.#registry.list().filter(({ emulator }) => emulator)
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
      ...running.filter(({ uuid }) => fits(uuid)).map((status) => this.#domainOf(this.#guestOf(status))),
      ...defined
        .filter(({ uuid }) => !active.has(uuid) && fits(uuid))
        .map(({ name, uuid }) => new HostDomain({ keeper: this.#keeper, name, uuid })),
    ]
  }

  async domain(wanted: string | number): Promise<HostDomain> {
    const asUuid = typeof wanted === 'string' ? parseUuid(wanted) : undefined
    const running = this.#registry.list().filter(({ emulator }) => emulator)
    const status = running.find(({ id, uuid, name }) => id === wanted || uuid === asUuid || name === wanted)
    if (status) return this.#domainOf(this.#guestOf(status))
    if (typeof wanted === 'string') {
      const found = (asUuid && (await this.#definitions.withUuid(asUuid))) || (await this.#definitions.named(wanted))
      if (found) return new HostDomain({ keeper: this.#keeper, name: found.name, uuid: found.uuid })
    }
    throw await this.#notFound(wanted)
  }

  events(): AsyncIterableIterator<DomainEvent> {
    // A guest that was found is connected to only when that is needed. One that doesn't answer keeps nobody waiting.
    for (const status of this.#registry.list())
      if (status.emulator)
        this.#guestOf(status)
          .connect()
          .catch(() => {})
    return this.#events.iterate()
  }

  async check(xml: string, { file }: { file?: string } = {}): Promise<Problem[]> {
    let found: Problem[] = []
    try {
      const { domain, problems } = readDomain(xml, file)
      found = problems
      if (problems.some(({ level }) => level === 'error')) return found
      const world = await overHost(this.facts, this.view(), (view) => completeDomain(domain, view))
      checkDomain(world)
      found = [...problems, ...world.report.problems]
      if (!found.some(({ level }) => level === 'error')) launchPlan(world, { id: 1 })
      return [...problems, ...world.report.problems]
    } catch (error) {
      if (!(error instanceof LodgeError)) throw error
      const { code, position, where: path, hint } = error
      const message = hint ? `${error.message}: ${hint}` : error.message
      return [...found, { level: 'error', code, message, position, path }]
    }
  }

  async commandLine(xml: string, { file }: { file?: string } = {}): Promise<CommandLineOption[]> {
    const world = await this.#complete(xml, file)
    const { emulator, arguments: all }: LaunchPlan = launchPlan(world, { id: this.#registry.nextId() })
    refuse(world.report.problems, file)
    return [{ option: emulator }, ...all]
  }

  async completedXml(xml: string, { file }: { file?: string } = {}): Promise<string> {
    return formatDomain((await this.#complete(xml, file)).domain)
  }

  capabilities(): Promise<Capabilities> {
    return hostCapabilities(this.view(), this.facts)
  }

  machines(arch?: string): Promise<MachineList> {
    return listMachines(this.view(), this.facts, arch)
  }

  /** Guests run on: only the connections to them end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#guests.values()].map((guest) => guest.letGo()))
    this.#guests.clear()
    this.#events.end()
    this.#definitions.release()
  }

  async #complete(xml: string, file: string | undefined, fresh = true): Promise<World> {
    const domain = parseDomain(xml, file)
    const world = await overHost(this.facts, this.view(), (view) => completeDomain(domain, view, { fresh }))
    checkDomain(world)
    refuse(world.report.problems, file)
    return world
  }

  async #launch(world: World, { paused = false, file }: CreateOptions): Promise<Guest> {
    const { domain } = world
    const inactiveXml = formatDomain(domain, { secrets: true })
    await using undo = new AsyncDisposableStack()
    const claim = this.#registry.claim({ name: domain.name, uuid: domain.uuid ?? '' }, undo)
    const plan = launchPlan(world, { id: claim.id, freePort: freePorts() })
    refuse(world.report.problems, file)
    domain.id = claim.id
    const [xml, secureXml] = [formatDomain(domain), formatDomain(domain, { secrets: true })]
    const guest = await startGuest({
      ...{ claim, plan, paused, undo, registry: this.#registry },
      ...{ xml, inactiveXml, secureXml: secureXml === xml ? undefined : secureXml },
      log: this.paths.log(domain.name),
      endings: endingsOf(domain),
    })
    undo.move()
    this.#keep(guest)
    this.#tell(guest, { event: 'started', detail: 'booted', time: Date.now() })
    if (paused) this.#tell(guest, { event: 'suspended', detail: 'paused', time: Date.now() })
    return guest
  }

  async #start(definition: Definition, { paused }: StartOptions): Promise<Guest> {
    const { path: file, uuid } = definition
    const world = await this.#complete(this.#definitions.text(definition), file, false)
    world.domain.uuid = uuid
    return this.#launch(world, { paused, file })
  }

  async #undefine(definition: Definition): Promise<void> {
    const { name, uuid } = definition
    await this.#definitions.remove(definition)
    this.#ends.delete(uuid)
    const id = this.#running(name, uuid)?.status.id
    this.#say({ name, uuid, id }, { event: 'undefined', detail: 'removed', time: Date.now() })
  }

  /** A name and a UUID belong together. */
  async #requireUnlike(name: string, uuid: string): Promise<void> {
    const sameName = await this.#definitions.named(name)
    if (sameName && sameName.uuid !== uuid) throw nameTaken(name, sameName.uuid)
    const sameUuid = await this.#definitions.withUuid(uuid)
    if (sameUuid && sameUuid.name !== name) throw uuidTaken(uuid, sameUuid.name)
  }

  #domainOf(guest: Guest, { owned = false } = {}): HostDomain {
    const { name, uuid } = guest.status
    return new HostDomain({ keeper: this.#keeper, name, uuid, guest, owned })
  }

  #running(name: string, uuid: string): Guest | undefined {
    const known = this.#guests.get(uuid)
    if (known && !known.events.ended) return known
    const status = this.#registry.named(name)
    return status?.uuid === uuid && status.emulator ? this.#guestOf(status) : undefined
  }

  async #notFound(wanted: string | number): Promise<LodgeError> {
    const names = (await this.domains()).slice(0, 10).map(({ name }) => `'${name}'`)
    return new LodgeError('NO_DOMAIN', `Domain not found: no domain '${wanted}'`, {
      hint: names.length > 0 ? `there is ${names.join(', ')}` : 'none is defined, and none is running',
    })
  }

  #guestOf(status: GuestStatus): Guest {
    const known = this.#guests.get(status.uuid)
    return known && !known.events.ended ? known : this.#keep(adoptGuest(status, this.#registry))
  }

  #keep(guest: Guest): Guest {
    const { uuid } = guest.status
    this.#guests.set(uuid, guest)
    guest.events.listen({ event: (lifecycle) => this.#tell(guest, lifecycle), end: () => {} })
    void guest.ended.then((status) => {
      this.#ends.set(uuid, status.state === 'crashed' ? { state: 'shutoff', reason: 'crashed' } : status)
      if (this.#guests.get(uuid) === guest) this.#guests.delete(uuid)
    })
    return guest
  }

  #tell({ status: { name, uuid, id } }: Guest, lifecycle: Omit<DomainEvent, 'domain'>): void {
    this.#say({ name, uuid, id }, lifecycle)
  }

  #say(domain: DomainEvent['domain'], lifecycle: Omit<DomainEvent, 'domain'>): void {
    this.#events.push({ domain, ...lifecycle })
  }
}

function nameTaken(name: string, uuid: string): LodgeError {
  return new LodgeError('DOM_EXIST', `domain '${name}' already exists with uuid ${uuid}`, {
    hint: `choose another name, or give it <uuid>${uuid}</uuid> to change that one`,
  })
}

function uuidTaken(uuid: string, name: string): LodgeError {
  return new LodgeError('OPERATION_FAILED', `domain '${name}' is already defined with uuid ${uuid}`, {
    hint: 'leave <uuid> out, or give another one',
  })
}

function refuse(problems: readonly Problem[], file: string | undefined): void {
  const error = problems.find(({ level }) => level === 'error')
  if (error) throw problemToError(error, file)
}
