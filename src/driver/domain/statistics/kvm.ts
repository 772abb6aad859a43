import type { KvmCounters } from '../../../api/index.ts'
import type { CountersReply } from '../../qmp/index.ts'
import type { Question, Said } from './ask.ts'
import type { Run } from './run.ts'
import type { Source } from './source.ts'

/** QEMU's words for kinds of counters, and libvirt's endings. Histograms have no place in libvirt's list. */
const endings: Record<string, string> = { cumulative: 'sum', instant: 'cur', peak: 'max' }

export const kvmSource: Source<KvmCounters> = {
  asks: (run) => (run.hasKvm ? ['vmCounters', ...kinds(run)] : []),
  of(run, said) {
    learnKinds(run, said)
    return run.hasKvm && said.vmCounters ? countersOf(run, said.vmCounters[0]) : undefined
  },
}

/** Counters of each virtual CPU; what they are is asked once. */
export function vcpuCounterQuestions(run: Run): Question[] {
  return run.hasKvm ? ['vcpuCounters', ...kinds(run)] : []
}

export function learnKinds(run: Run, { counterKinds }: Said): void {
  if (!counterKinds) return
  const found = counterKinds.flatMap(({ stats }) => stats.map(({ name, type }) => [name, type] as const))
  run.counterKinds = new Map(found)
}

export function countersOf({ counterKinds }: Run, reply: CountersReply | undefined): KvmCounters {
  const found: KvmCounters = {}
  for (const { name, value } of reply?.stats ?? []) {
    const ending = endings[counterKinds?.get(name) ?? '']
    if (ending && (typeof value === 'number' || typeof value === 'boolean')) found[`${name}.${ending}`] = value
  }
  return found
}

/** The sum over all virtual CPUs. */
export function sumOf(replies: readonly CountersReply[] | undefined, name: string): number {
  const values = (replies ?? []).flatMap(({ stats }) => stats.filter((each) => each.name === name))
  return values.reduce((sum, { value }) => sum + (typeof value === 'number' ? value : 0), 0)
}

function kinds({ counterKinds }: Run): Question[] {
  return counterKinds ? [] : ['counterKinds']
}
