import type { StatisticsOptions } from '../../../api/index.ts'
import type { Question, Said } from './ask.ts'
import type { Run } from './run.ts'

/** Where a group of statistics of a guest that runs comes from. */
export interface Source<T> {
  /** What of it QEMU has to say. */
  asks?(run: Run): readonly Question[]
  of(run: Run, said: Said, options: StatisticsOptions): T | undefined
}

/** A counter as QEMU says it; none where it is no number that can be one. QEMU says 2⁶⁴-1 where it doesn't know. */
export function counter(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value < 2 ** 63 ? Math.floor(value) : undefined
}
