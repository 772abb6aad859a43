import type { CreateOptions, DomainStatus } from '../../api/index.ts'
import type { LodgeError } from '../../base/errors.ts'
import {
  addRunFacts,
  formatDomain,
  launchPlan,
  remarksOf,
  runningDomain,
  type World,
} from '../../model/domain/index.ts'
import {
  adoptGuest,
  ChangeQueue,
  endingsOf,
  type Guest,
  GuestRegistry,
  type GuestStatus,
  type Isolation,
  isolated,
  type Lifecycle,
  limitedEvents,
  limitedWords,
  notAssociated,
  overBackingImages,
  startGuest,
  textsOf,
} from '../domain/index.ts'
import { removeTemporaries } from '../host/durable-files.ts'
import { FolderWatch } from '../host/folder-watch.ts'
import { ownTurn } from '../host/own-turn.ts'
import type { Paths } from '../host/paths.ts'
import type { QmpEvent } from '../qmp/index.ts'
import { AssociatedDescriptors } from './associated-descriptors.ts'
import { refuse } from './drafts.ts'
import { freePorts } from './free-ports.ts'

/** Guests that are found again side by side. */
const adoptedAtOnce = 64

/** Events that are kept until a start is told; a guest can cause them at will. */
const mostEarly = 64

interface Options {
  paths: Paths
  isolation: Isolation
  warn: (warning: LodgeError) => void
  tell: (guest: Guest, event: Lifecycle) => void
  /** Told of each guest that has ended. */
  over: (status: GuestStatus) => void
  /** The emulator's own words. */
  quote: (guest: Guest, event: QmpEvent) => void
}

/** As a guest is at its start, whose agent can't be there yet. */
const agentIsAway = { event: 'agent-lifecycle', state: 'disconnected', reason: 'domain started' } as const

/** What runs of this host's domains, whichever process has started it; how it ended last; whose turn it is to change one. */
export class Runs {
  readonly associated = new AssociatedDescriptors()
  readonly #paths: Paths
  readonly #registry: GuestRegistry
  readonly #isolation: Isolation
  readonly #warn: Options['warn']
  readonly #tell: Options['tell']
  readonly #quote: Options['quote']
  readonly #over: Options['over']
  readonly #guests = new Map<string, Guest>()
  readonly #ends = new Map<string, DomainStatus>()
  readonly #changes = new Map<string, ChangeQueue>()
  readonly #watch: FolderWatch
  /** What has happened to guests of which it has not been told yet that they have started. */
  readonly #early = new WeakMap<Guest, Lifecycle[]>()

  constructor({ paths, isolation, warn, tell, quote, over }: Options) {
    this.#paths = paths
    this.#registry = new GuestRegistry(paths, {
      warn,
      isFollowed: (status) => this.#followed(status) !== undefined,
      isHeard: (status) => this.#followed(status)?.monitor.isConnected ?? false,
      gone: (status, end) => this.#ended(status, end),
    })
    this.#isolation = isolation
    this.#warn = warn
    this.#tell = tell
    this.#quote = quote
    this.#over = over
    this.#watch = new FolderWatch(paths.statuses, () => this.#lookAround())
  }

  /** Everything that runs or comes up. */
  list(): GuestStatus[] {
    return this.#registry.list().filter(({ emulator }) => emulator)
  }

  /** What has taken a name or a UUID, though there be no emulator yet. */
  claims(): GuestStatus[] {
    return this.#registry.list()
  }

  /** Files that guests had whose end nobody has seen go back to their owners; what was half written for them goes. */
  sweep(): void {
    for (const folder of [this.#paths.folders.nvram, this.#paths.statuses]) removeTemporaries(folder)
    this.#registry.sweep()
  }

  nextId(): number {
    return this.#registry.nextId()
  }

  of(name: string, uuid: string): Guest | undefined {
    const known = this.#guests.get(uuid)
    if (known && !known.events.ended) return known
    const status = this.#registry.named(name)
    return status?.uuid === uuid && status.emulator ? this.guestOf(status) : undefined
  }

  guestOf(status: GuestStatus): Guest {
    const known = this.#guests.get(status.uuid)
    if (known && !known.events.ended) return known
    const more = { registry: this.#registry, changes: this.changes(status.uuid), warn: this.#warn }
    const guest = adoptGuest(status, more)
    this.#keep(guest)
    return guest
  }

  /** How a domain's last run ended, as far as it was seen. */
  lastEnd(uuid: string): DomainStatus | undefined {
    return this.#ends.get(uuid)
  }

  /** Of one domain, whether it runs or not. */
  changes(uuid: string): ChangeQueue {
    const known = this.#changes.get(uuid) ?? new ChangeQueue()
    this.#changes.set(uuid, known)
    return known
  }

  /** The domain is gone for good. */
  forget(uuid: string): void {
    this.#ends.delete(uuid)
    this.#changes.delete(uuid)
  }

  /** Starts what was completed; where that fails nothing is left of it. */
  async launch(completed: World, { paused = false, resetNvram, file }: CreateOptions): Promise<Guest> {
    const { domain } = completed
    const { name, uuid = '' } = domain
    await ownTurn()
    const inactiveXml = formatDomain(domain, { secrets: true })
    await using undo = new AsyncDisposableStack()
    const claim = this.#registry.claim({ name, uuid }, undo)
    const world = await overBackingImages(completed)
    using held = this.associated.hold(uuid)
    const associated = (group: string) => held.of(group) ?? notAssociated(group)
    const plan = launchPlan(world, {
      ...{ id: claim.id, freePort: freePorts(), resetNvram },
      associated: (group) => associated(group).length,
    })
    refuse(world.report.problems, file)
    const isolation = this.#isolation.of(domain)
    const running = isolated(runningDomain(world, { id: claim.id }), isolation)
    const guest = await startGuest({
      ...{ claim, plan, paused, isolation, associated, undo, registry: this.#registry, changes: this.changes(uuid) },
      describe: (facts) => {
        if (facts) addRunFacts(running, facts)
        return textsOf(running)
      },
      ...{ inactiveXml, warn: this.#warn },
      log: this.#paths.log(name),
      endings: endingsOf(domain),
      remarks: remarksOf(world),
      born: (guest) => this.#keep(guest),
    })
    undo.move()
    this.#tellStarted(guest)
    return guest
  }

  /**
   * Hears of everything that runs from now on, whichever process has started it. A guest that hangs is waited for a moment
   * only, and is heard of as soon as it goes on.
   */
  async follow(): Promise<void> {
    if (!this.#watch.begin()) return
    const guests = this.list().map((status) => this.guestOf(status))
    for (const guest of guests) if (!guest.status.starting) this.#early.delete(guest)
    await atMost(adoptedAtOnce, guests, async (guest) => {
      await ownTurn()
      await guest.knownState().catch(() => {})
    })
  }

  /** Guests run on: only the connections to them end. */
  async letGo(): Promise<void> {
    this.#watch.end()
    await Promise.all(
      [...this.#guests.values()].map(async (guest) => {
        await ownTurn()
        await guest.letGo()
      }),
    )
    this.#guests.clear()
  }

  /** The guest of that very emulator. */
  #followed({ uuid, emulator }: GuestStatus): Guest | undefined {
    const known = this.#guests.get(uuid)
    return known && !known.hasEnded && known.emulator.identity.pid === emulator?.pid ? known : undefined
  }

  /** What happens to it at first is told when it is certain that it runs. */
  #keep(guest: Guest): void {
    const { uuid } = guest.status
    this.#guests.set(uuid, guest)
    this.#early.set(guest, [])
    const events = limitedEvents((event) => {
      const early = this.#early.get(guest)
      if (!early) this.#tell(guest, event)
      else if (early.length < mostEarly) early.push(event)
    })
    const words = limitedWords((event) => this.#quote(guest, event))
    const flush = (): void => {
      words.flush()
      events.flush()
    }
    guest.events.listen({
      event: (event) => {
        if (event.event === 'stopped') flush()
        events.push(event)
      },
      end: flush,
    })
    guest.said.listen({ event: (event) => words.push(event), end: () => {} })
    void guest.ended.then((status) => {
      this.#ended(guest.status, status)
      if (this.#guests.get(uuid) === guest) this.#guests.delete(uuid)
    })
  }

  #ended(guest: GuestStatus, end: DomainStatus): void {
    this.#ends.set(guest.uuid, end.state === 'crashed' ? { state: 'shutoff', reason: 'crashed' } : end)
    this.#over(guest)
    this.associated.forget(guest.uuid)
  }

  /** Another process has written or removed a status, or this one has. */
  #lookAround(): void {
    const found = new Set<Guest>()
    for (const status of this.list()) {
      const guest = this.guestOf(status)
      found.add(guest)
      guest.connect().catch(() => {})
      guest.learn()
      if (!guest.status.starting) this.#tellStarted(guest)
    }
    for (const guest of this.#guests.values()) if (!found.has(guest)) guest.emulator.look()
  }

  /** In libvirt's order: that the CPUs run comes before that the domain has started, that they don't comes after it. */
  #tellStarted(guest: Guest): void {
    const early = this.#early.get(guest)
    if (!early) return
    this.#early.delete(guest)
    const time = Date.now()
    const resumed = early.findIndex(({ event }) => event === 'resumed')
    const before = early.slice(0, resumed + 1)
    const after = early.slice(resumed + 1)
    const { state } = guest.state.now
    if (resumed < 0 && state === 'running') before.push({ event: 'resumed', detail: 'unpaused', time })
    if (state === 'paused' && early.length === 0) after.push({ event: 'suspended', detail: 'paused', time })
    if (guest.devices.agent) before.unshift({ ...agentIsAway, time })
    for (const event of before) this.#tell(guest, event)
    this.#tell(guest, { event: 'started', detail: 'booted', time })
    for (const event of after) this.#tell(guest, event)
  }
}

/** As many as that side by side, so that thousands don't need as many descriptors at once. */
async function atMost<T>(count: number, all: readonly T[], work: (each: T) => Promise<unknown>): Promise<void> {
  const rest = all[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (const each of rest) await work(each)
  }
  await Promise.all(Array.from({ length: Math.min(count, all.length) }, worker))
}
