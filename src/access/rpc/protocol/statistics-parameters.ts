import type * as api from '../../../api/index.ts'
import type { TypedParameter } from '../../../formats/xdr/index.ts'
import {
  balloon,
  block,
  cpu,
  dirtyRate,
  dirtyRateStates,
  iothread,
  type Kind,
  network,
  type Rows,
  vcpu,
  vcpuStates,
  vcpus,
} from './statistics-fields.ts'
import { stateNumbers } from './words.ts'

/** As virConnectGetAllDomainStats says it, in its order. */
export function parametersOf(record: api.StatisticsRecord): TypedParameter[] {
  return [
    ...state(record.state),
    ...(record.cpu ? cpuParameters(record.cpu) : []),
    ...(record.balloon ? write('balloon.', record.balloon, balloon) : []),
    ...(record.vcpu ? vcpuParameters(record.vcpu) : []),
    ...(record.interface ? networkParameters(record.interface) : []),
    ...counted('block.', record.block, block),
    ...Object.entries(record.perf ?? {}).flatMap(([name, value]) => one(`perf.${name}`, 'ullong', value)),
    ...(record.iothread ? iothreadParameters(record.iothread) : []),
    ...(record.dirtyRate ? dirtyRateParameters(record.dirtyRate) : []),
    ...kvm('vm.', record.vm),
  ]
}

function state(status: api.DomainStatus | undefined): TypedParameter[] {
  if (!status) return []
  const { state, reason } = stateNumbers(status)
  return [...one('state.state', 'int', state), ...one('state.reason', 'int', reason)]
}

/** No use of the host's caches is watched; libvirt says so before what its guests add. */
function cpuParameters(group: api.CpuStatistics): TypedParameter[] {
  const { time, user, system, ...polled } = group
  return [
    ...write('cpu.', { time, user, system }, cpu),
    ...one('cpu.cache.monitor.count', 'uint', 0),
    ...write('cpu.', polled as api.CpuStatistics, cpu),
  ]
}

function vcpuParameters(group: api.VcpuStatistics): TypedParameter[] {
  const all = group.vcpus.flatMap((each) => [
    ...one(`vcpu.${each.number}.state`, 'int', vcpuStates.indexOf(each.state)),
    ...write(`vcpu.${each.number}.`, each, vcpu),
    ...kvm(`vcpu.${each.number}.`, each.kvm),
  ])
  return [...write('vcpu.', group, vcpus), ...all]
}

function networkParameters({ count, interfaces }: api.InterfaceStatistics): TypedParameter[] {
  const all = interfaces.flatMap((each) => write(`net.${each.index}.`, each, network))
  return [...one('net.count', 'uint', count), ...all]
}

function iothreadParameters(threads: api.IothreadStatistics[]): TypedParameter[] {
  const all = threads.flatMap((each) => write(`iothread.${each.number}.`, each, iothread))
  return [...one('iothread.count', 'uint', threads.length), ...all]
}

function dirtyRateParameters(group: api.DirtyRate): TypedParameter[] {
  return [
    ...one('dirtyrate.calc_status', 'int', dirtyRateStates.indexOf(group.status)),
    ...write('dirtyrate.', group, dirtyRate),
    ...(group.vcpus ?? []).flatMap((each) =>
      one(`dirtyrate.vcpu.${each.number}.megabytes_per_second`, 'llong', each.rate),
    ),
  ]
}

function kvm(prefix: string, found: api.KvmCounters = {}): TypedParameter[] {
  return Object.entries(found).flatMap(([name, value]) =>
    one(`${prefix}${name}`, typeof value === 'boolean' ? 'boolean' : 'ullong', value),
  )
}

function counted<T extends object>(prefix: string, all: readonly T[] | undefined, rows: Rows<T>): TypedParameter[] {
  if (!all) return []
  return [
    ...one(`${prefix}count`, 'uint', all.length),
    ...all.flatMap((each, index) => write(`${prefix}${index}.`, each, rows)),
  ]
}

function write<T extends object>(prefix: string, values: T, rows: Rows<T>): TypedParameter[] {
  return Object.entries(rows).flatMap(([key, row]) => {
    const [name, kind] = row as [string, Kind]
    return one(`${prefix}${name}`, kind, values[key as keyof T])
  })
}

const limits: Partial<Record<Kind, readonly [least: number, most: number]>> = {
  int: [-(2 ** 31), 2 ** 31 - 1],
  uint: [0, 2 ** 32 - 1],
  llong: [-(2 ** 63), 2 ** 63 - 1024],
  ullong: [0, 2 ** 64 - 2048],
}

/** What a kind can't hold isn't said: one absurd number of QEMU's must not cost the others. */
function one(name: string, kind: Kind, value: unknown): TypedParameter[] {
  if (value === undefined) return []
  if (kind === 'string' || kind === 'boolean')
    return typeof value === kind ? [{ name, type: kind, value } as never] : []
  const type = kind === 'unsigned' ? (Number(value) < 2 ** 32 ? 'uint' : 'ullong') : kind
  const [least, most] = limits[type] ?? [0, 0]
  if (!Number.isInteger(value) || Number(value) < least || Number(value) > most) return []
  const wide = type === 'llong' || type === 'ullong'
  return [{ name, type, value: wide ? BigInt(value as number) : value } as TypedParameter]
}
