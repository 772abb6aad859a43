import type {
  Capabilities,
  CommandLineOption,
  CreateOptions,
  DomainEvent,
  Host,
  MachineList,
  OpenOptions,
} from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { type Problem, problemToError } from '../../base/problems.ts'
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
import {
  adoptGuest,
  endingsOf,
  type Guest,
  GuestRegistry,
  type GuestStatus,
  LocalDomain,
  startGuest,
} from '../domain/index.ts'
import { Feed } from '../events/feed.ts'
import { Paths } from '../host/paths.ts'
import { hostCapabilities } from './capabilities.ts'
import { freePorts } from './free-ports.ts'
import { overHost } from './host-view.ts'
import { LocalNode } from './local-node.ts'
import { listMachines } from './machines.ts'

/** This machine, worked on by this process itself. */
export class LocalHost extends LocalNode implements Host {
  readonly #registry: GuestRegistry
  readonly #guests = new Map<string, Guest>()
  readonly #events = new Feed<DomainEvent>()

  constructor(options: OpenOptions = {}) {
    super(new Paths(options))
    this.#registry = new GuestRegistry(this.paths)
  }

  async create(xml: string, { paused = false, file }: CreateOptions = {}): Promise<LocalDomain> {
    const world = await this.#complete(xml, file)
    const { domain } = world
    await using undo = new AsyncDisposableStack()
    const claim = this.#registry.claim({ name: domain.name, uuid: domain.uuid ?? '' }, undo)
    const plan = launchPlan(world, { id: claim.id, freePort: freePorts() })
    refuse(world.report.problems, file)
    domain.id = claim.id
    const guest = await startGuest({
      ...{ claim, plan, paused, undo, registry: this.#registry },
      xml: formatDomain(domain),
      log: this.paths.log(domain.name),
      endings: endingsOf(domain),
    })
    undo.move()
    this.#keep(guest)
    this.#tell(guest, { event: 'started', detail: 'booted', time: Date.now() })
    if (paused) this.#tell(guest, { event: 'suspended', detail: 'paused', time: Date.now() })
    return new LocalDomain(guest, { owned: true })
  }

  async domains(): Promise<LocalDomain[]> {
    return this.#registry.list().flatMap((status) => (status.emulator ? [this.#find(status)] : []))
  }

  async domain(nameOrUuid: string): Promise<LocalDomain> {
    const status = this.#registry.find(nameOrUuid)
    if (status) return this.#find(status)
    const names = this.#registry.list().map(({ name }) => `'${name}'`)
    throw new LodgeError('NO_DOMAIN', `no guest called '${nameOrUuid}' is running`, {
      hint: names.length > 0 ? `running: ${names.join(', ')}` : 'none is running',
    })
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
  }

  async #complete(xml: string, file: string | undefined): Promise<World> {
    const domain = parseDomain(xml, file)
    const world = await overHost(this.facts, this.view(), (view) => completeDomain(domain, view))
    checkDomain(world)
    refuse(world.report.problems, file)
    return world
  }

  #find(status: GuestStatus): LocalDomain {
    return new LocalDomain(this.#guestOf(status), { owned: false })
  }

  #guestOf(status: GuestStatus): Guest {
    const known = this.#guests.get(status.uuid)
    return known && !known.events.ended ? known : this.#keep(adoptGuest(status, this.#registry))
  }

  #keep(guest: Guest): Guest {
    const { uuid } = guest.status
    this.#guests.set(uuid, guest)
    guest.events.listen({ event: (lifecycle) => this.#tell(guest, lifecycle), end: () => {} })
    void guest.ended.then(() => {
      if (this.#guests.get(uuid) === guest) this.#guests.delete(uuid)
    })
    return guest
  }

  #tell({ status: { name, uuid, id } }: Guest, lifecycle: Omit<DomainEvent, 'domain'>): void {
    this.#events.push({ domain: { name, uuid, id }, ...lifecycle })
  }
}

function refuse(problems: readonly Problem[], file: string | undefined): void {
  const error = problems.find(({ level }) => level === 'error')
  if (error) throw problemToError(error, file)
}
