import type { BalloonStatistics } from '../../../api/index.ts'
import { processUse } from '../../host/system.ts'
import type { Said } from './ask.ts'
import type { Run } from './run.ts'
import { counter, type Source } from './source.ts'

/** QEMU's names (qapi/machine.json, virtio-balloon), and what one of theirs is in ours. */
const names = {
  swapIn: ['stat-swap-in', 1024],
  swapOut: ['stat-swap-out', 1024],
  majorFaults: ['stat-major-faults', 1],
  minorFaults: ['stat-minor-faults', 1],
  unused: ['stat-free-memory', 1024],
  available: ['stat-total-memory', 1024],
  usable: ['stat-available-memory', 1024],
  diskCaches: ['stat-disk-caches', 1024],
  hugePagesTaken: ['stat-htlb-pgalloc', 1],
  hugePagesFailed: ['stat-htlb-pgfail', 1],
} as const satisfies Partial<Record<keyof BalloonStatistics, readonly [string, number]>>

export const balloonSource: Source<BalloonStatistics> = {
  asks: ({ balloon }) => (balloon ? ['balloon', 'memory'] : []),
  of(run, said) {
    const actual = counter(said.balloon?.actual)
    if (actual !== undefined) run.ballooned = Math.floor(actual / 1024)
    return {
      current: run.ballooned ?? run.memory.current,
      maximum: run.memory.maximum,
      ...guestsWords(run, said),
      rss: processUse(run.pid)?.resident,
    }
  },
}

/** What the guest's driver has told the balloon. */
function guestsWords({ balloon }: Run, { memory }: Said): Partial<BalloonStatistics> {
  if (!balloon || typeof memory !== 'object' || memory === null) return {}
  const { stats, 'last-update': lastUpdate } = memory as { stats?: Record<string, unknown>; 'last-update'?: unknown }
  const found = Object.entries(names).flatMap(([key, [name, unit]]) => {
    const value = counter(stats?.[name])
    return value === undefined ? [] : [[key, Math.floor(value / unit)]]
  })
  return { ...Object.fromEntries(found), lastUpdate: counter(lastUpdate) }
}
