import type { DomainState } from '../../../api/index.ts'

/** libvirt's numbers for the contract's words: virDomainState and its reasons, in their order. */
const states: Record<DomainState, readonly [number: number, reasons: readonly string[]]> = {
  running: [
    1,
    [
      ...['unknown', 'booted', 'migrated', 'restored', 'from snapshot', 'unpaused', 'migration canceled'],
      ...['save canceled', 'event wakeup', 'crashed', 'post-copy', 'post-copy failed'],
    ],
  ],
  paused: [
    3,
    [
      ...['unknown', 'user', 'migrating', 'saving', 'dumping', 'ioerror', 'watchdog', 'from snapshot'],
      ...['shutting down', 'creating snapshot', 'crashed', 'starting up', 'post-copy', 'post-copy failed', 'api error'],
    ],
  ],
  shutdown: [4, ['unknown', 'user']],
  shutoff: [
    5,
    ['unknown', 'shutdown', 'destroyed', 'crashed', 'migrated', 'saved', 'failed', 'from snapshot', 'daemon'],
  ],
  crashed: [6, ['unknown', 'panicked']],
  pmsuspended: [7, ['unknown']],
}

/** A reason that libvirt has no number for is 0, its «unknown». */
export function stateNumbers({ state, reason }: { state: DomainState; reason: string }): {
  state: number
  reason: number
} {
  const [number, reasons] = states[state]
  return { state: number, reason: Math.max(0, reasons.indexOf(reason)) }
}

/** virDomainEventType and its details, in their order. */
const lifecycle: Record<string, readonly [number: number, details: readonly string[]]> = {
  defined: [0, ['added', 'updated', 'renamed', 'from snapshot']],
  undefined: [1, ['removed', 'renamed']],
  started: [2, ['booted', 'migrated', 'restored', 'from snapshot', 'wakeup', 'recovered']],
  suspended: [
    3,
    [
      ...['paused', 'migrated', 'ioerror', 'watchdog', 'restored', 'from snapshot', 'api error'],
      ...['post-copy', 'post-copy failed'],
    ],
  ],
  resumed: [4, ['unpaused', 'migrated', 'from snapshot', 'post-copy', 'post-copy failed']],
  stopped: [5, ['shutdown', 'destroyed', 'crashed', 'migrated', 'saved', 'failed', 'from snapshot', 'recreated']],
  shutdown: [6, ['finished', 'guest', 'host']],
  pmsuspended: [7, ['memory', 'disk']],
  crashed: [8, ['panicked', 'crashloaded']],
}

export function lifecycleNumbers(event: string, detail: string): { event: number; detail: number } | undefined {
  const entry = lifecycle[event]
  return entry && { event: entry[0], detail: Math.max(0, entry[1].indexOf(detail)) }
}
