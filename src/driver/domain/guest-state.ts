import type { DomainStatus } from '../../api/index.ts'
import { ownTurn } from '../host/own-turn.ts'
import { isAlive } from '../host/system.ts'
import type { Monitor, QmpEvent } from '../qmp/index.ts'
import type { GuestStatus } from './status.ts'
import { changeEvent, correct, follow, type Lifecycle, type Situation } from './transitions.ts'

interface Outlets {
  /** The state has changed, and is to outlive this process. */
  save(changes: Partial<GuestStatus>): void
  tell(event: Lifecycle): void
}

/** After these QEMU does something else, whether that shows or not. */
const moves: ReadonlySet<string> = new Set(['SHUTDOWN', 'STOP', 'RESUME'])

/** What a guest is doing, kept by QEMU's events: whoever asks need not wait for QEMU. */
export class GuestState {
  /** Why the CPUs are stopped or go on, set by who has that done while it is being done. */
  stops: string | undefined
  goes: string | undefined
  readonly #status: GuestStatus
  readonly #outlets: Outlets
  /** Since when QEMU's events have been missed; milliseconds since the epoch. */
  #blindSince: number | undefined
  #changes = 0
  #restarting = false

  constructor(status: GuestStatus, outlets: Outlets) {
    this.#status = status
    this.#outlets = outlets
    this.#blindSince = status.asOf
  }

  /** What is known at this moment. */
  get now(): DomainStatus {
    const { state } = this.#status
    return this.#blindSince === undefined ? state : { ...state, age: Math.max(0, Date.now() - this.#blindSince) }
  }

  /** Takes what happened into account. */
  follow(event: QmpEvent, { restarts }: Pick<Situation, 'restarts'>): void {
    const { stops, goes } = this
    const situation = { status: this.#status.state, stops, goes, restarts, restarting: this.#restarting }
    const { status, told } = follow(situation, event)
    if (event.event === 'SHUTDOWN') this.#restarting = restarts === true && event.data.guest === true
    else if (event.event === 'RESUME') this.#restarting = false
    if (moves.has(event.event)) this.#changes++
    if (status) this.become(status)
    if (told) this.#outlets.tell(told)
  }

  /** It is so because of what was done here. */
  become(status: DomainStatus): void {
    this.#changes++
    this.#outlets.save({ state: status })
  }

  /** Events are missed from now on. */
  loseSight(): void {
    this.#blindSince ??= Date.now()
    this.#status.asOf = this.#blindSince
  }

  /**
   * Asks QEMU what it does after events may have been missed; from then on they are not. `restarts` says of a run state that
   * it passes: the guest goes on running for all who look.
   */
  async confirm(monitor: Monitor, restarts: (runState: string) => boolean = () => false): Promise<string> {
    for (;;) {
      const before = this.#changes
      const { status: runState } = await monitor.execute('query-status')
      // Many guests that are found at once answer at once, and each of them is written down.
      await ownTurn()
      // An answer that events may have overtaken says nothing.
      if (before !== this.#changes) continue
      const { status, event } = correct(this.#status.state, runState, { restarts: restarts(runState) })
      this.#blindSince = undefined
      this.#outlets.save({ state: status, asOf: undefined })
      if (event) this.#outlets.tell({ ...event, time: Date.now() })
      return runState
    }
  }

  /** Another process hears of it, and `refresh` reads what that has written. */
  learn(refresh: () => void): void {
    const before = this.#status.state
    refresh()
    const { state, asOf, watcher } = this.#status
    this.#blindSince = watcher && isAlive(watcher) ? undefined : (asOf ?? this.#blindSince ?? Date.now())
    const event = changeEvent(before, state)
    if (event) this.#outlets.tell({ ...event, time: Date.now() })
  }
}
