import type * as api from '../../../../api/index.ts'
import type { TypedParameter } from '../../../../formats/xdr/index.ts'
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
} from '../../protocol/statistics-fields.ts'
import { statusOf } from '../../protocol/words.ts'

/** What virConnectGetAllDomainStats says, as the API has it. */
export function recordOf(parameters: readonly TypedParameter[]): api.StatisticsRecord {
  const values = new Map(parameters.map(({ name, value }) => [name, typeof value === 'bigint' ? Number(value) : value]))
  const has = (prefix: string): boolean => parameters.some(({ name }) => name.startsWith(prefix))
  const number = (name: string): number => Number(values.get(name) ?? 0)
  const numbersBeneath = (prefix: string): number[] => {
    const all = parameters.flatMap(({ name }) =>
      name.startsWith(prefix) ? (/^\d{1,9}(?=\.)/.exec(name.slice(prefix.length)) ?? []) : [],
    )
    return [...new Set(all)].map(Number)
  }
  const each = <T>(prefix: string, rows: Rows<T>): (T & { number: number })[] =>
    numbersBeneath(prefix).map((at) => ({ number: at, ...read(values, `${prefix}${at}.`, rows) }))
  return {
    ...(has('state.') && { state: statusOf({ state: number('state.state'), reason: number('state.reason') }) }),
    ...(has('cpu.') && { cpu: read(values, 'cpu.', cpu) }),
    ...(has('balloon.') && { balloon: read(values, 'balloon.', balloon) }),
    ...(has('vcpu.') && {
      vcpu: {
        ...read(values, 'vcpu.', vcpus),
        vcpus: each('vcpu.', vcpu).map((known) => ({
          ...known,
          state: vcpuStates[number(`vcpu.${known.number}.state`)] ?? 'running',
          ...counters(values, `vcpu.${known.number}.`),
        })),
      },
    }),
    ...(has('net.') && {
      interface: {
        count: number('net.count'),
        interfaces: each('net.', network).map(({ number: index, ...rest }) => ({ index, ...rest })),
      },
    }),
    ...(has('block.') && { block: each('block.', block).map(({ number: _, ...rest }) => rest) }),
    ...(has('iothread.') && { iothread: each('iothread.', iothread) }),
    ...(has('dirtyrate.') && {
      dirtyRate: {
        ...read(values, 'dirtyrate.', dirtyRate),
        status: dirtyRateStates[number('dirtyrate.calc_status')] ?? 'unstarted',
      },
    }),
    ...(has('vm.') && { vm: counters(values, 'vm.').kvm ?? {} }),
  }
}

function read<T>(values: ReadonlyMap<string, unknown>, prefix: string, rows: Rows<T>): T {
  const found = Object.entries(rows).flatMap(([key, row]) => {
    const value = values.get(`${prefix}${(row as readonly [string, Kind])[0]}`)
    return value === undefined ? [] : [[key, value]]
  })
  return Object.fromEntries(found) as T
}

function counters(values: ReadonlyMap<string, unknown>, prefix: string): { kvm?: api.KvmCounters } {
  const found = [...values].flatMap(([name, value]) => {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : ''
    return /^\w+\.(?:sum|cur|max)$/.test(rest) ? [[rest, value]] : []
  })
  return found.length > 0 ? { kvm: Object.fromEntries(found) } : {}
}
