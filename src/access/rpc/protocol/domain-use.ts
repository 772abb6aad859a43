import type { BalloonStatistics } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import {
  int,
  list,
  nothing,
  opaque,
  struct,
  type TypedParameter,
  typedParameters,
  uint,
} from '../../../formats/xdr/index.ts'
import { impactOf } from './impact.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { amount, bounds, domainHandle, flags, text } from './types.ts'

const read = { access: 'domain:read' } as const

/** virDomainMemoryStatTags, in the order of libvirt's answers. */
export const memoryTags = {
  ...{ current: 6, swapIn: 0, swapOut: 1, majorFaults: 2, minorFaults: 3, unused: 4, available: 5 },
  ...{ usable: 8, lastUpdate: 9, diskCaches: 10, hugePagesTaken: 11, hugePagesFailed: 12, rss: 7 },
} as const satisfies Partial<Record<keyof BalloonStatistics, number>>

/** virDomainMemoryFlags */
export const memoryKinds = { virtual: 1, physical: 2 } as const

/** virDomainGetCPUStats: of all CPUs of the host together. */
export const allCpus = -1

/** What a domain uses, one thing at a time. */
export const domainUse = {
  DOMAIN_MEMORY_STATS: procedure({
    args: struct({ dom: domainHandle, most: uint, flags }),
    result: struct({ statistics: list(struct({ tag: int, value: amount }), bounds.memoryStatistics) }),
    ...read,
    answer: async (call, { dom, most, flags }) => {
      refuseOtherFlags(flags, {})
      const found = await (await domainOf(call, dom)).statistics.memory()
      const statistics = Object.entries(memoryTags).flatMap(([key, tag]) => {
        const value = found[key as keyof typeof memoryTags]
        return value === undefined ? [] : [{ tag, value }]
      })
      return { statistics: statistics.slice(0, most) }
    },
  }),
  DOMAIN_SET_MEMORY_STATS_PERIOD: procedure({
    args: struct({ dom: domainHandle, seconds: int, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, seconds, flags }) =>
      (await domainOf(call, dom)).statistics.setMemoryPeriod(seconds, impactOf(flags)),
  }),
  DOMAIN_MEMORY_PEEK: procedure({
    args: struct({ dom: domainHandle, offset: amount, size: uint, flags }),
    result: struct({ bytes: opaque(bounds.peek) }),
    access: 'domain:write',
    answer: async (call, { dom, offset, size, flags }) => {
      refuseOtherFlags(flags, memoryKinds)
      if (flags !== memoryKinds.virtual && flags !== memoryKinds.physical) {
        throw new LodgeError('INVALID_ARG', 'flags parameter must be VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL')
      }
      const virtual = flags === memoryKinds.virtual
      return { bytes: await (await domainOf(call, dom)).statistics.peekMemory({ offset, size, virtual }) }
    },
  }),
  DOMAIN_INTERFACE_STATS: procedure({
    args: struct({ dom: domainHandle, device: text }),
    result: struct({
      ...{ receivedBytes: amount, receivedPackets: amount, receiveErrors: amount, receiveDrops: amount },
      ...{ sentBytes: amount, sentPackets: amount, sendErrors: amount, sendDrops: amount },
    }),
    ...read,
    answer: async (call, { dom, device }) => (await domainOf(call, dom)).statistics.interface(device),
  }),
  DOMAIN_GET_CPU_STATS: procedure({
    args: struct({ dom: domainHandle, wanted: uint, first: int, cpus: uint, flags }),
    result: struct({ params: typedParameters(bounds.cpuStatistics), count: int }),
    ...read,
    answer: async (call, { dom, wanted, first, flags }) => {
      refuseOtherFlags(flags, { words: 4 })
      const { time, user, system } = await (await domainOf(call, dom)).statistics.cpu()
      if (first !== allCpus) {
        throw new LodgeError('OPERATION_UNSUPPORTED', 'the kernel does not count by CPU of the host', {
          hint: 'ask for the total: virsh cpu-stats --total',
        })
      }
      const values = { cpu_time: time, user_time: user, system_time: system }
      const params = Object.entries(values).map(
        ([name, value]): TypedParameter => ({ name, type: 'ullong', value: BigInt(value) }),
      )
      return wanted === 0
        ? { params: [], count: params.length }
        : { params: params.slice(0, wanted), count: Math.min(wanted, params.length) }
    },
  }),
  DOMAIN_START_DIRTY_RATE_CALC: procedure({
    args: struct({ dom: domainHandle, seconds: int, flags }),
    result: nothing,
    // The emulator works on it.
    access: 'domain:write',
    answer: async (call, { dom, seconds, flags }) => {
      // virDomainDirtyRateCalcFlags: pages are looked at by samples; the other ways need KVM's own books.
      refuseOtherFlags(flags, {})
      await (await domainOf(call, dom)).statistics.startDirtyRate(seconds)
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
