import type { CreateOptions, DomainStatus } from '../../api/index.ts'
import type { LodgeError } from '../../base/errors.ts'
import { addRunFacts, formatDomain, launchPlan, runningDomain, type World } from '../../model/domain/index.ts'
import {
  adoptGuest,
  ChangeQueue,
  endingsOf,
  type Guest,
  GuestRegistry,
  type GuestStatus,
  type Lifecycle,
  startGuest,
  textsOf,
} from '../domain/index.ts'
import type { Paths } from '../host/paths.ts'
import type { QmpEvent } from '../qmp/index.ts'
import { refuse } from './drafts.ts'
import { freePorts } from './free-ports.ts'

interface Options {
  paths: Paths
  warn: (warning: LodgeError) => void
  tell: (guest: Guest, event: Lifecycle) => void
  /** The emulator's own words. */
  quote: (guest: Guest, event: QmpEvent) => void
}

/** What runs of this host's domains, whichever process has started it; how it ended last; whose turn it is to change one. */
export class Runs {
  readonly #paths: Paths
  readonly #registry: GuestRegistry
  readonly #tell: Options['tell']
  readonly #quote: Options['quote']
  readonly #guests = new Map<string, Guest>()
  readonly #ends = new Map<string, DomainStatus>()
  readonly #changes = new Map<string, ChangeQueue>()

  constructor({ paths, warn, tell, quote }: Options) {
    this.#paths = paths
    this.#registry = new GuestRegistry(paths, { warn })
    this.#tell = tell
    this.#quote = quote
  }

  /** Everything that runs or comes up. */
  list(): GuestStatus[] {
    return this.#registry.list().filter(({ emulator }) => emulator)
  }

  /** What has taken a name or a UUID, though there be no emulator yet. */
  claims(): GuestStatus[] {
    return this.#registry.list()
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
    const guest = adoptGuest(status, { registry: this.#registry, changes: this.changes(status.uuid) })
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
  async launch(world: World, { paused = false, file }: CreateOptions): Promise<Guest> {
    const { domain } = world
    const { name, uuid = '' } = domain
    const inactiveXml = formatDomain(domain, { secrets: true })
    await using undo = new AsyncDisposableStack()
    const claim = this.#registry.claim({ name, uuid }, undo)
    const plan = launchPlan(world, { id: claim.id, freePort: freePorts() })
    refuse(world.report.problems, file)
    const running = runningDomain(world, { id: claim.id })
    const early: Lifecycle[] = []
    const guest = await startGuest({
      ...{ claim, plan, paused, undo, registry: this.#registry, changes: this.changes(uuid) },
      describe: (facts) => {
        if (facts) addRunFacts(running, facts)
        return textsOf(running)
      },
      inactiveXml,
      log: this.#paths.log(name),
      endings: endingsOf(domain),
      born: (guest) => this.#keep(guest, early),
    })
    undo.move()
    this.#tellStarted(guest, { early, paused })
    return guest
  }

  /** Guests run on: only the connections to them end. */
  async letGo(): Promise<void> {
    await Promise.all([...this.#guests.values()].map((guest) => guest.letGo()))
    this.#guests.clear()
  }

  /** What happens while it is starting is told when it is certain that it runs. */
  #keep(guest: Guest, early: Lifecycle[] = []): void {
    const { uuid } = guest.status
    this.#guests.set(uuid, guest)
    guest.events.listen({
      event: (event) => {
        if (guest.status.starting) early.push(event)
        else this.#tell(guest, event)
      },
      end: () => {},
    })
    guest.said.listen({ event: (event) => this.#quote(guest, event), end: () => {} })
    void guest.ended.then((status) => {
      this.#ends.set(uuid, status.state === 'crashed' ? { state: 'shutoff', reason: 'crashed' } : status)
      if (this.#guests.get(uuid) === guest) this.#guests.delete(uuid)
    })
  }

  /** In libvirt's order: that the CPUs run comes before that the domain has started. */
  #tellStarted(guest: Guest, { early, paused }: { early: Lifecycle[]; paused: boolean }): void {
    const resumed = early.findIndex(({ event }) => event === 'resumed')
    const time = Date.now()
    for (const event of early.slice(0, resumed + 1)) this.#tell(guest, event)
    this.#tell(guest, { event: 'started', detail: 'booted', time })
    if (paused) this.#tell(guest, { event: 'suspended', detail: 'paused', time })
    for (const event of early.slice(resumed + 1)) this.#tell(guest, event)
  }
}
