import type { DomainStatus } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { Feed } from '../../base/feed.ts'
import { type Domain, parseDomain } from '../../model/domain/index.ts'
import { ownTurn } from '../host/own-turn.ts'
import { identify, isAlive } from '../host/system.ts'
import type { Monitor, QmpEvent } from '../qmp/index.ts'
import { unknownEnd } from './adopted-emulator.ts'
import { endHelpers } from './beside/end.ts'
import { ChangeQueue } from './change-queue.ts'
import type { EmulatorProcess } from './emulator-process.ts'
import { catchUp, followChanges } from './follow-changes.ts'
import { followEnding } from './follow-endings.ts'
import { followMac } from './follow-mac.ts'
import { GuestState } from './guest-state.ts'
import { happeningOf } from './happenings.ts'
import { namedDevices } from './named-devices.ts'
import type { GuestRegistry } from './registry.ts'
import { settleStart } from './settle-start.ts'
import { type GuestStatus, textsOf } from './status.ts'
import { type Lifecycle, stopDetail } from './transitions.ts'

export interface GuestParts {
  status: GuestStatus
  monitor: Monitor
  emulator: EmulatorProcess
  registry: GuestRegistry
  /** Of the domain, which may outlive this run of it. */
  changes?: ChangeQueue
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
  /** Events come from then on. */
  readonly connect: () => Promise<unknown>
  /** How it ended; what it has left behind is gone by then. */
  readonly ended: Promise<DomainStatus>
  /** The next power-off of the guest's own is half a reboot. */
  restartsOnce = false
  /** What went wrong where nobody was there to be told. */
  readonly failures: unknown[] = []
  readonly #changes: ChangeQueue
  readonly #registry: GuestRegistry
  readonly #seen = Promise.withResolvers<unknown>()
  #firstLook: Promise<void> | undefined
  #letGo = false
  #isOver = false

  constructor(parts: GuestParts) {
    this.status = parts.status
    this.monitor = parts.monitor
    this.emulator = parts.emulator
    this.#registry = parts.registry
    this.#changes = parts.changes ?? new ChangeQueue()
    this.connect = parts.connect ?? (async () => {})
    this.state = new GuestState(parts.status, {
      save: (changes) => this.#keepState(changes),
      tell: (event) => this.events.push(event),
    })
    this.monitor.listen((event) => this.#hear(event))
    this.ended = this.emulator.ended.then(async (how) => {
      this.#isOver = true
      // What was said last is read first: the exit may be known before it.
      await parts.finish?.().catch((error) => this.failures.push(error))
      await endHelpers(this.status)
      await ownTurn()
      this.#attempt(() => parts.registry.remove(this.status))
      const status = this.#endStatus(how)
      this.events.push({ event: 'stopped', detail: stopDetail(status), time: Date.now() })
      this.events.end()
      return status
    })
  }

  get hasEnded(): boolean {
    return this.events.ended && !this.#letGo
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
    const domain = parseDomain(this.status.secureXml ?? this.status.xml)
    edit(domain)
    this.save(textsOf(domain))
  }

  /** Does the work when no other change to this domain is going on; `what` names it to those who wait. */
  change<T>(what: string, work: () => Promise<T>): Promise<T> {
    return this.#changes.run(what, async () => {
      this.requireRunning(what)
      return work()
    })
  }

  /** Writes what is known of it, so that another process knows it too; what only that one knows is not written over. */
  save(changes: Partial<GuestStatus> = {}): void {
    this.#attempt(() => {
      if (!this.monitor.isConnected) this.#registry.refresh(this.status)
      else if (!this.status.starting) this.#takeEnding()
    })
    Object.assign(this.status, changes)
    if (!this.events.ended) this.#attempt(() => this.#registry.write(this.status))
  }

  /** Ends the connection; the guest runs on. What one that has just ended leaves behind is cleared away first. */
  async letGo(): Promise<void> {
    if (this.#isOver) await this.ended
    this.#letGo = true
    if (this.monitor.isConnected && !this.events.ended) this.save({ watcher: undefined, asOf: Date.now() })
    await this.monitor.close()
    this.events.end()
  }

  /** QEMU answers to this process: what it does is asked, and events tell from then on. */
  see(): void {
    const own = identify(process.pid)
    if (this.status.watcher?.pid !== own?.pid) this.#attempt(() => this.#registry.refresh(this.status))
    this.status.watcher = own
    const confirmed = this.state.confirm(this.monitor).then(() => settleStart(this))
    void catchUp(this)
    this.#seen.resolve(confirmed.catch((error) => this.failures.push(error)))
  }

  /** Another process hears QEMU: what that has written down is known here too. */
  learn(): void {
    if (this.events.ended) return
    if (this.monitor.isConnected) this.#takeEnding()
    else this.state.learn(() => this.#registry.refresh(this.status))
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

  /** It may be another process that ends it. */
  #takeEnding(): void {
    this.status.ending ??= this.#registry.statusOf(this.status)?.ending
  }

  #hear(event: QmpEvent): void {
    this.said.push(event)
    const happening = happeningOf(event, this.devices)
    if (happening) this.events.push({ ...happening, time: event.time })
    this.state.follow(event, { restarts: this.restartsOnce || this.status.endings.poweroff === 'restart' })
    followEnding(this, event)
    followChanges(this, event)
    followMac(this, event)
  }

  #endStatus(how: string): DomainStatus {
    const { state, ending } = this.status
    if (ending) return { state: 'shutoff', reason: ending }
    if (state.state === 'crashed') return { state: 'crashed', reason: 'panicked' }
    if (state.state === 'shutdown') return { state: 'shutoff', reason: 'shutdown' }
    return how === unknownEnd ? { state: 'shutoff', reason: 'unknown' } : { state: 'crashed', reason: how }
  }
}
