import type { CpuStatistics, CpuUse, VcpuStatistics, VcpuUse } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { processUse, threadCpus, threadUse } from '../../host/system.ts'
import { ask, type Question, type Said } from './ask.ts'
import { countersOf, learnKinds, sumOf, vcpuCounterQuestions } from './kvm.ts'
import type { Run, VcpuThread } from './run.ts'
import type { Source } from './source.ts'

export const cpuSource: Source<CpuStatistics> = {
  asks: ({ hasKvm }) => (hasKvm ? ['vcpuCounters'] : []),
  of({ pid, hasKvm }, { vcpuCounters }) {
    const use = cpuUse(pid)
    // Without KVM nobody polls; where QEMU has not said it, it isn't known.
    if (!use || (hasKvm && !vcpuCounters)) return use
    return {
      ...use,
      haltPollSuccess: sumOf(vcpuCounters, 'halt_poll_success_ns'),
      haltPollFail: sumOf(vcpuCounters, 'halt_poll_fail_ns'),
    }
  },
}

export const vcpuSource: Source<VcpuStatistics> = {
  asks: (run) => [...threadQuestions(run), ...vcpuCounterQuestions(run)],
  of(run, said) {
    learnThreads(run, said)
    learnKinds(run, said)
    const vcpus = [...(run.threads ?? [])].map(([number, { thread, path }]) => {
      const counters = said.vcpuCounters?.find((each) => each['qom-path'] === path)
      const { time, wait, delay } = threadUse(run.pid, thread) ?? {}
      const kvm = counters && countersOf(run, counters)
      return { number, state: 'running' as const, time, wait, delay, kvm }
    })
    return { ...run.vcpus, vcpus }
  },
}

export async function vcpusOf(run: Run): Promise<VcpuUse[]> {
  learnThreads(run, await ask(run, threadQuestions(run), 5000))
  if (!run.threads) throw new LodgeError('OPERATION_FAILED', 'QEMU does not say which threads are virtual CPUs')
  return [...run.threads].flatMap(([number, { thread }]) => {
    const use = threadUse(run.pid, thread)
    if (!use) return []
    return { number, state: 'running' as const, time: use.time, cpu: use.cpu, cpus: threadCpus(run.pid, thread) }
  })
}

export function cpuUse(pid: number): CpuUse | undefined {
  const use = processUse(pid)
  return use && { time: use.user + use.system, user: use.user, system: use.system }
}

function threadQuestions({ threads }: Run): Question[] {
  return threads ? [] : ['cpus']
}

function learnThreads(run: Run, { cpus }: Said): void {
  if (!cpus) return
  const threads = cpus
    .map((cpu): [number, VcpuThread] => [cpu['cpu-index'], { thread: cpu['thread-id'], path: cpu['qom-path'] }])
    .sort(([one], [other]) => one - other)
  run.threads = new Map(threads)
}
