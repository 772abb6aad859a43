import type { DomainStatus } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { Feed } from '../../base/feed.ts'
import { type Domain, parseDomain } from '../../model/domain/index.ts'
import { ownTurn } from '../host/own-turn.ts'
import type { Pty } from '../host/pty.ts'
import { identify, isAlive } from '../host/system.ts'
import type { Monitor, QmpEvent } from '../qmp/index.ts'
import { endHelpers } from './beside/end.ts'
import { HelperWatch } from './beside/watch.ts'
import { type Change, type ChangeOptions, ChangeQueue } from './change-queue.ts'
import type { EmulatorProcess } from './emulator-process.ts'
import { tellEndings } from './endings.ts'
import { catchUp, followChanges } from './follow-changes.ts'
import { catchUpEnding, followEnding } from './follow-endings.ts'
import { followMac } from './follow-mac.ts'
import { followReservations } from './follow-reservations.ts'
import { GuestState } from './guest-state.ts'
import { happeningOf } from './happenings.ts'
import { heedWatcher } from './heed-watcher.ts'
import { letGoOfConsoles } from './hold-ending.ts'
import { namedDevices } from './named-devices.ts'
import { startsAgain, stepAfter, stepFound } from './next-step.ts'
import type { GuestRegistry } from './registry.ts'
import { settleStart } from './settle-start.ts'
import { type GuestStatus, takeEnd, takeFromOthers, takeLasting, takeOver, textsOf } from './status.ts'
import { type Lifecycle, stopDetail } from './transitions.ts'
import { endStatus } from './unseen-end.ts'

export interface GuestParts {
  status: GuestStatus
  monitor: Monitor
  emulator: EmulatorProcess
  registry: GuestRegistry
  /** The monitor is there from the beginning. */
  hears?: boolean
  /** Of the domain, which may outlive this run of it. */
  changes?: ChangeQueue
  /** Told of what the guest lacks from now on. */
  warn?: (warning: LodgeError) => void
  /** Where the monitor is connected to only when that is needed. */
  connect?: () => Promise<unknown>
  /** The emulator has ended: reads what is left to be read, and ends the connection. */
  finish?: () => Promise<void>
}

/** Milliseconds that whoever asks first waits for a guest that was found to answer. */
const firstLook = 300

/** A guest whose emulator runs: what every operation is given. */
export class Guest {
  readonly status: GuestStatus
  readonly monitor: Monitor
  readonly emulator: EmulatorProcess
  readonly events = new Feed<Lifecycle>()
  /** The emulator's own words. */
  readonly said = new Feed<QmpEvent>()
  readonly state: GuestState
  /** What names in events, and in its agent's answers, mean. */
  readonly devices = namedDevices(() => this.status.xml)
  /** The programs that serve it beside its emulator. */
  readonly helpers: HelperWatch
  /** Events come from then on. */
  readonly connect: () => Promise<unknown>
  /** How it ended; what it has left behind is gone by then. */
  readonly ended: Promise<DomainStatus>
  /** Those that are open here: what it says last is read before QEMU is told to end. */
  readonly consoles = new Set<Pty>()
  /** Since when something that takes long is done with it; milliseconds since the epoch. */
  jobSince: number | undefined
  /** What went wrong where nobody was there to be told. */
  readonly failures: unknown[] = []
  readonly #changes: ChangeQueue
  readonly #registry: GuestRegistry
  readonly #seen = Promise.withResolvers<unknown>()
  #firstLook: Promise<void> | undefined
  #letGo = false
  #isWritten = true
  #hears: boolean
  #isOver = false

  constructor(parts: GuestParts) {
    this.status = parts.status
    this.monitor = parts.monitor
    this.emulator = parts.emulator
    this.#registry = parts.registry
    this.#hears = parts.hears ?? false
    this.#changes = parts.changes ?? new ChangeQueue()
    this.connect = parts.connect ?? (async () => {})
    this.state = new GuestState(parts.status, {
      save: (changes) => this.#keepState(changes),
      tell: (event) => this.events.push(event),
    })
    this.helpers = new HelperWatch(this, parts.warn)
    this.monitor.listen((event) => this.#hear(event))
    this.ended = this.emulator.ended.then(async (how) => {
      this.#isOver = true
      // At once: whoever has brought it about need not wait for long.
      this.#attempt(() => takeEnd(this.status, parts.registry.latest(this.status)))
      // What was said last is read first: the exit may be known before it.
      await parts.finish?.().catch((error) => this.failures.push(error))
      await endHelpers(this.status)
      await ownTurn()
      await heedWatcher(this.status, { registry: parts.registry, hears: this.#hears }).catch((error) =>
        this.failures.push(error),
      )
      const status = endStatus(this.status, how)
      this.#attempt(() => parts.registry.remove(this.status))
      this.events.push({ event: 'stopped', detail: stopDetail(status), time: Date.now() })
      this.events.end()
      return status
    })
  }

  get hasEnded(): boolean {
    return this.events.ended && !this.#letGo
  }

  /** What of it is being changed just now. */
  get changing(): Change | undefined {
    return this.#changes.current
  }

  /** Says why the end comes that is brought about now; what the guest itself does meanwhile leaves it as it is. */
  expectEnd(reason: string): void {
    if (!this.status.ending) this.save({ ending: reason })
  }

  requireRunning(operation: string): void {
    if (!this.events.ended) return
    const { name } = this.status
    // libvirt's own words: scripts look for them.
    if (!this.#letGo)
      throw new LodgeError('OPERATION_INVALID', 'domain is not running', { where: `${name}, which has ended` })
    const why = 'the host that this handle came from was closed'
    throw new LodgeError('OPERATION_INVALID', `cannot ${operation} the guest '${name}': ${why}`)
  }

  /** Changes how it runs, as its definition says it, here and for whoever finds it later. */
  rewrite(edit: (domain: Domain) => void): void {
    if (this.events.ended) return
    this.#takeLatest()
    const domain = parseDomain(this.status.secureXml ?? this.status.xml)
    edit(domain)
    this.save(textsOf(domain))
  }

  /** Does the work when no other change to this domain is going on; `what` names it to those who wait. */
  change<T>(what: string, work: () => Promise<T>, options?: ChangeOptions): Promise<T> {
    const running = async (): Promise<T> => {
      this.requireRunning(what)
      return work()
    }
    return this.#changes.run(what, running, options)
  }

  /** Writes what is known of it, so that another process knows it too; what only that one knows is not written over. */
  save(changes: Partial<GuestStatus> = {}): void {
    this.#takeLatest()
    const { ending = changes.ending } = this.status
    Object.assign(this.status, changes, { ending })
    if (this.events.ended) return
    this.#isWritten = false
    this.#attempt(() => {
      this.#registry.write(this.status)
      this.#isWritten = true
    })
  }

  /** Ends the connection; the guest runs on. What one that has just ended leaves behind is cleared away first. */
  async letGo(): Promise<void> {
    if (this.#isOver) await this.ended
    this.#letGo = true
    await letGoOfConsoles(this)
    if (this.monitor.isConnected && !this.events.ended) this.save({ watcher: undefined, asOf: Date.now() })
    await this.monitor.close()
    this.events.end()
  }

  /** QEMU answers to this process: what it does is asked, and events tell from then on. */
  see(): void {
    const own = identify(process.pid)
    this.#attempt(() => {
      const written = this.#registry.latest(this.status)
      if (written?.watcher?.pid !== own?.pid) takeOver(this.status, written)
    })
    this.status.watcher = own
    this.#hears = true
    // Before it is asked: what ends the guest later it does as it was told here.
    void tellEndings(this)
    const restarts = (runState: string) => startsAgain(stepFound(runState, this.status))
    const confirmed = this.state
      .confirm(this.monitor, restarts)
      .then((runState) => (this.status.starting ? settleStart(this) : catchUpEnding(this, runState)))
    void catchUp(this)
    this.helpers.follow()
    this.#seen.resolve(confirmed.catch((error) => this.failures.push(error)))
  }

  /** Another process hears QEMU: what that has written down is known here too. */
  learn(): void {
    if (this.events.ended) return
    if (this.monitor.isConnected) this.#takeLasting()
    else this.state.learn(() => takeOver(this.status, this.#registry.statusOf(this.status)))
  }

  /** What it is doing; of one that was found, QEMU has its chance to say so first. */
  async knownState(): Promise<DomainStatus> {
    if (this.hasEnded) return this.ended
    this.requireRunning('ask about')
    if (!this.monitor.isConnected) await this.#look()
    return this.hasEnded ? this.ended : this.state.now
  }

  /** While another process hears QEMU, that one keeps what is known; nobody else is answered. */
  async #look(): Promise<void> {
    const { watcher } = this.status
    if (watcher && watcher.pid !== process.pid && isAlive(watcher)) this.learn()
    else {
      this.#firstLook ??= this.#lookFirst()
      await this.#firstLook
    }
  }

  async #lookFirst(): Promise<void> {
    this.connect().catch(() => {})
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, firstLook)
    })
    await Promise.race([this.#seen.promise, this.ended, late])
    clearTimeout(timer)
  }

  /** While it is starting it is written when that is over: what cuts it off before has QEMU asked. */
  #keepState(changes: Partial<GuestStatus>): void {
    if (this.status.starting) Object.assign(this.status, changes)
    else this.save(changes)
  }

  /** What is known of a guest holds though its file can be neither read nor written just now. */
  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.failures.push(error)
    }
  }

  /** A file for its memory that is not there yet. */
  dumpPath(): string {
    return this.#registry.dumpPath(this.status)
  }

  /** What stands in its file now, not what was read of it before; what could not be written there holds nevertheless. */
  #takeLatest(): void {
    const take = !this.#isWritten ? takeLasting : this.monitor.isConnected ? takeFromOthers : takeOver
    this.#attempt(() => take(this.status, this.#registry.latest(this.status)))
  }

  /** It may be another process that ends it, or has asked its agent. */
  #takeLasting(): void {
    takeLasting(this.status, this.#registry.statusOf(this.status))
  }

  #hear(event: QmpEvent): void {
    this.said.push(event)
    const happening = happeningOf(event, this.devices)
    if (happening) this.events.push({ ...happening, time: event.time })
    this.state.follow(event, { restarts: startsAgain(stepAfter(event, this.status)) })
    followEnding(this, event)
    followChanges(this, event)
    followMac(this, event)
    followReservations(this, event)
  }
}
