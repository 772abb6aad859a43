import type { DomainEvent, DomainState, DomainStatus } from '../../api/index.ts'
import type { QmpEvent, RunState } from '../qmp/index.ts'

/** An event before it is known of which guest it tells. */
export type Lifecycle = Omit<DomainEvent, 'domain'>

/** QEMU's run states as libvirt's states and reasons. */
const states: Record<RunState, [state: DomainState, reason: string]> = {
  colo: ['running', 'migrated'],
  debug: ['paused', 'unknown'],
  'finish-migrate': ['paused', 'migration'],
  'guest-panicked': ['crashed', 'panicked'],
  inmigrate: ['paused', 'starting up'],
  'internal-error': ['paused', 'unknown'],
  'io-error': ['paused', 'ioerror'],
  paused: ['paused', 'user'],
  postmigrate: ['paused', 'migration'],
  prelaunch: ['paused', 'starting up'],
  'restore-vm': ['paused', 'starting up'],
  running: ['running', 'booted'],
  'save-vm': ['paused', 'saving'],
  shutdown: ['shutdown', 'user'],
  suspended: ['pmsuspended', 'unknown'],
  watchdog: ['paused', 'watchdog'],
}

export function statusOfRunState(runState: string): DomainStatus {
  const [state, reason] = states[runState as RunState] ?? ['paused', runState]
  return { state, reason }
}

/** An emulator that is gone without a word has failed, as libvirt says it; that a guest panicked is a crash. */
export function stopDetail({ state, reason }: DomainStatus): string {
  if (reason === 'panicked') return 'crashed'
  return state === 'crashed' || reason === 'unknown' ? 'failed' : reason
}

export function translateEvent({ event, data, time }: QmpEvent): Lifecycle {
  switch (event) {
    case 'STOP':
      return { event: 'suspended', detail: 'paused', time }
    case 'RESUME':
      return { event: 'resumed', detail: 'unpaused', time }
    case 'SHUTDOWN':
      return { event: 'shutdown', detail: data.guest ? 'guest' : 'host', time }
    case 'SUSPEND':
      return { event: 'pmsuspended', detail: 'memory', time }
    case 'SUSPEND_DISK':
      return { event: 'pmsuspended', detail: 'disk', time }
    case 'GUEST_PANICKED':
      return { event: 'crashed', detail: 'panicked', time }
    case 'RESET':
      return { event: 'reboot', detail: data.guest ? 'guest' : 'host', time }
    default:
      return { event: 'other', detail: event, time, data }
  }
}
