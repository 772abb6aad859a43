import type { DomainStatus, StatisticsGroup, StatisticsOptions, StatisticsRecord } from '../../../api/index.ts'
import { ask } from './ask.ts'
import { balloonSource } from './balloon.ts'
import { blockSource } from './blocks.ts'
import { cpuSource, vcpuSource } from './cpus.ts'
import { dirtyRateSource } from './dirty-rate.ts'
import { interfaceSource } from './interfaces.ts'
import { iothreadSource } from './iothreads.ts'
import { kvmSource } from './kvm.ts'
import type { Run } from './run.ts'
import type { Source } from './source.ts'

/** Milliseconds that QEMU has where nothing else is said. */
const usualTimeout = 1000

/** Groups of a guest that runs, in libvirt's order. */
const sources: { [G in StatisticsGroup]?: Source<NonNullable<StatisticsRecord[G]>> } = {
  cpu: cpuSource,
  balloon: balloonSource,
  vcpu: vcpuSource,
  interface: interfaceSource,
  block: blockSource,
  iothread: iothreadSource,
  dirtyRate: dirtyRateSource,
  vm: kvmSource,
}

export const allGroups: readonly StatisticsGroup[] = [
  ...(['state', 'cpu', 'balloon', 'vcpu', 'interface', 'block'] as const),
  ...(['perf', 'iothread', 'memory', 'dirtyRate', 'vm'] as const),
]

/** Everything that QEMU has to say is asked in one go, and the kernel looked at when it has answered. */
export async function readRun(
  run: Run,
  { groups, state }: { groups: ReadonlySet<StatisticsGroup>; state: () => Promise<DomainStatus> },
  options: StatisticsOptions,
): Promise<StatisticsRecord> {
  const asked = Object.entries(sources).filter(([group]) => groups.has(group as StatisticsGroup))
  const questions = asked.flatMap(([, source]) => source.asks?.(run) ?? [])
  const [said, status] = await Promise.all([
    ask(run, questions, options.timeout ?? usualTimeout),
    groups.has('state') ? state() : undefined,
  ])
  const found = asked.map(([group, source]) => [group, source.of(run, said, options)])
  return { state: status, ...Object.fromEntries(found) }
}
