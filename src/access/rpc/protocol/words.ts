import type {
  CpuComparison,
  DomainState,
  DomainStatus,
  KeyCodeset,
  LifecycleAction,
  LifecycleEvent,
  LifecycleOccasion,
} from '../../../api/index.ts'

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

/** A newer libvirt may have states that have no word here: such a domain does something, and nobody can say what. */
export function statusOf({ state, reason }: { state: number; reason: number }): DomainStatus {
  // virDomainState has two numbers for what runs: 2 is blocked on a resource, as Xen says it.
  const found = Object.entries(states).find(([, [number]]) => number === (state === 2 ? 1 : state))
  if (!found) return { state: 'running', reason: 'unknown' }
  const [word, [, reasons]] = found
  return { state: word as DomainState, reason: reasons[reason] ?? 'unknown' }
}

/** virCPUCompareResult */
export const comparisonNumbers: Record<CpuComparison, number> = { incompatible: 0, identical: 1, superset: 2 }

export function comparisonOf(number: number): CpuComparison {
  const found = Object.entries(comparisonNumbers).find((entry) => entry[1] === number)
  return (found?.[0] as CpuComparison | undefined) ?? 'incompatible'
}

/** virDomainEventType and its details, in their order. */
const lifecycle: Record<LifecycleEvent, readonly [number: number, details: readonly string[]]> = {
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
  const entry = Object.hasOwn(lifecycle, event) ? lifecycle[event as LifecycleEvent] : undefined
  return entry && { event: entry[0], detail: Math.max(0, entry[1].indexOf(detail)) }
}

/** Undefined where a newer libvirt tells of what has no word here. */
export function lifecycleOf(numbers: {
  event: number
  detail: number
}): { event: LifecycleEvent; detail: string } | undefined {
  const found = Object.entries(lifecycle).find(([, [number]]) => number === numbers.event)
  return found && { event: found[0] as LifecycleEvent, detail: found[1][1][numbers.detail] ?? 'unknown' }
}

/** virKeycodeSet. */
export const keyCodesets: readonly KeyCodeset[] = [
  ...(['linux', 'xt', 'atset1', 'atset2', 'atset3', 'os_x', 'xt_kbd', 'usb', 'win32', 'qnum'] as const),
]

/** virDomainMetadataType. */
export const metadataKinds: readonly string[] = ['description', 'title', 'element']

/** virDomainLifecycle, and virDomainLifecycleAction. */
export const lifecycleOccasions: readonly LifecycleOccasion[] = ['poweroff', 'reboot', 'crash']
export const lifecycleActions: readonly LifecycleAction[] = [
  ...(['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart'] as const),
]
