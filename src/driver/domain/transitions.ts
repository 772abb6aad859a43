import type { DomainHappening, DomainState, DomainStatus, LifecycleEvent } from '../../api/index.ts'
import type { QmpEvent, RunState } from '../qmp/index.ts'

/** An event before it is known of which guest it tells. */
export type Lifecycle = DomainHappening & { time: number }

/** What a transition depends on beside the event. */
export interface Situation {
  status: DomainStatus
  /** Why the CPUs stop or go on, where that was asked for here: a reason of `paused`, of `running`. */
  stops?: string
  goes?: string
  /** A power-off of the guest's own is half a restart: it goes on running for all who look. */
  restarts?: boolean
  /** That power-off was, and QEMU stands still until it is told to go on. */
  restarting?: boolean
}

type Tell = readonly [event: LifecycleEvent | 'reboot', detail: string]

interface Change {
  status?: DomainStatus
  tell?: Tell
}

type Row = (situation: Situation, data: Record<string, unknown>) => Change

const become = (state: DomainState, reason: string, ...tell: Tell): Change => ({ status: { state, reason }, tell })

/** By QEMU's event, what becomes of a guest and what is told of that. */
const rows: Partial<Record<string, Row>> = {
  STOP: ({ status, stops = 'unknown', restarting }) =>
    status.state === 'running' && !restarting
      ? become('paused', stops, 'suspended', suspendedDetails[stops] ?? 'paused')
      : {},
  RESUME: ({ status, goes = 'unpaused' }) =>
    status.state === 'running' ? {} : become('running', goes, 'resumed', resumedDetails[goes] ?? 'unpaused'),
  SHUTDOWN: ({ status, restarts }, { guest, reason }) => {
    // A panic that QEMU ends, or a power-off at which it waited, has been told already; what is left is the end.
    if (reason === 'guest-panic' || status.state === 'crashed' || status.state === 'shutdown' || (restarts && guest))
      return {}
    return become('shutdown', 'unknown', 'shutdown', guest ? 'guest' : 'host')
  },
  GUEST_PANICKED: (_, { action }) => (action === 'run' ? {} : become('crashed', 'panicked', 'crashed', 'panicked')),
  // It has loaded what writes down why, and runs on.
  GUEST_CRASHLOADED: () => ({ tell: ['crashed', 'crashloaded'] }),
  SUSPEND: () => become('pmsuspended', 'unknown', 'pmsuspended', 'memory'),
  SUSPEND_DISK: () => become('pmsuspended', 'unknown', 'pmsuspended', 'disk'),
  WAKEUP: ({ status }) =>
    status.state === 'pmsuspended' ? become('running', 'event wakeup', 'started', 'wakeup') : {},
  // The CPUs are stopped after these; the event for that comes later and tells no reason.
  WATCHDOG: ({ status }, { action }) =>
    action === 'pause' && status.state === 'running' ? become('paused', 'watchdog', 'suspended', 'watchdog') : {},
  BLOCK_IO_ERROR: ({ status }, { action }) =>
    action === 'stop' && status.state === 'running' ? become('paused', 'ioerror', 'suspended', 'ioerror') : {},
  RESET: (_, { guest }) => ({ tell: ['reboot', guest ? 'guest' : 'host'] }),
}

/** Details of the events for libvirt's reasons, where they are not the usual one. */
const suspendedDetails: Partial<Record<string, string>> = {
  migrating: 'migrated',
  'from snapshot': 'from snapshot',
  ioerror: 'ioerror',
  watchdog: 'watchdog',
  'api error': 'api error',
}

const resumedDetails: Partial<Record<string, string>> = {
  migrated: 'migrated',
  'from snapshot': 'from snapshot',
}

export function follow(
  situation: Situation,
  { event, data, time }: QmpEvent,
): { status: DomainStatus | undefined; told: Lifecycle | undefined } {
  const { status, tell } = (Object.hasOwn(rows, event) && rows[event]?.(situation, data)) || {}
  return { status, told: tell && { event: tell[0], detail: tell[1], time } }
}

/** QEMU's run states as libvirt's states, with the reason where nothing is known of how it came about. */
const states: Record<RunState, [state: DomainState, reason: string]> = {
  colo: ['running', 'migrated'],
  debug: ['paused', 'unknown'],
  'finish-migrate': ['paused', 'migrating'],
  'guest-panicked': ['crashed', 'panicked'],
  inmigrate: ['paused', 'migrating'],
  'internal-error': ['paused', 'unknown'],
  'io-error': ['paused', 'ioerror'],
  paused: ['paused', 'unknown'],
  postmigrate: ['paused', 'migrating'],
  prelaunch: ['paused', 'starting up'],
  'restore-vm': ['paused', 'starting up'],
  running: ['running', 'unknown'],
  'save-vm': ['paused', 'saving'],
  shutdown: ['shutdown', 'unknown'],
  suspended: ['pmsuspended', 'unknown'],
  watchdog: ['paused', 'watchdog'],
}

/** What was known of a guest, corrected by what QEMU says it does. The reason stays where the state is still the same. */
export function correct(
  known: DomainStatus,
  runState: string,
  { restarts = false } = {},
): { status: DomainStatus; event?: DomainHappening | undefined } {
  const [state, reason] = states[runState as RunState] ?? ['paused', 'unknown']
  // A guest that panicked and was preserved is stopped; so is one that has been told to wait after it switched itself off.
  if (state === known.state || (state === 'paused' && known.state === 'crashed')) return { status: known }
  if (restarts && (runState === 'shutdown' || runState === 'prelaunch')) return { status: known }
  const status: DomainStatus = { state, reason: reason === 'unknown' && state === 'running' ? 'unpaused' : reason }
  return { status, event: changeEvent(known, status) }
}

/** What is told of a change that was found rather than heard of. */
export function changeEvent(before: DomainStatus, { state, reason }: DomainStatus): DomainHappening | undefined {
  const tell = state === before.state ? undefined : found[state]
  return tell && { event: tell[0], detail: suspendedDetails[reason] ?? tell[1] }
}

const found: Partial<Record<DomainState, Tell>> = {
  running: ['resumed', 'unpaused'],
  paused: ['suspended', 'paused'],
  crashed: ['crashed', 'panicked'],
  pmsuspended: ['pmsuspended', 'memory'],
  shutdown: ['shutdown', 'finished'],
}

/** An emulator that is gone without a word has failed, as libvirt says it; that a guest panicked is a crash. */
export function stopDetail({ state, reason }: DomainStatus): string {
  if (reason === 'panicked') return 'crashed'
  return state === 'crashed' || reason === 'unknown' ? 'failed' : reason
}
