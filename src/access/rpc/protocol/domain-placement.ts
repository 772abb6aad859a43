import { int, list, opaque, struct, uint } from '../../../formats/xdr/index.ts'
import { cpuNumbers } from './cpu-numbers.ts'
import { oneImpactOf } from './impact.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure } from './procedure.ts'
import { vcpuStates } from './statistics-fields.ts'
import { amount, bounds, domainHandle, flags } from './types.ts'

const read = { access: 'domain:read' } as const

const vcpu = struct({ number: uint, state: int, time: amount, cpu: int })

/** Where the threads of a guest run, and may run. */
export const domainPlacement = {
  DOMAIN_GET_VCPUS: procedure({
    args: struct({ dom: domainHandle, most: int, mapLength: int }),
    result: struct({ vcpus: list(vcpu, bounds.list), maps: opaque(bounds.cpuMaps) }),
    ...read,
    answer: async (call, { dom, most, mapLength }) => {
      const found = (await (await domainOf(call, dom)).statistics.vcpus()).slice(0, Math.max(0, most))
      const vcpus = found.map(({ state, ...rest }) => ({ ...rest, state: vcpuStates.indexOf(state) }))
      return {
        vcpus,
        maps: mapsOf(
          found.map(({ cpus }) => cpus),
          mapLength,
        ),
      }
    },
  }),
  DOMAIN_GET_VCPU_PIN_INFO: procedure({
    args: struct({ dom: domainHandle, most: int, mapLength: int, flags }),
    result: struct({ maps: opaque(bounds.cpuMaps), count: int }),
    ...read,
    answer: async (call, { dom, most, mapLength, flags }) => {
      const where = oneImpactOf(flags, {})
      const sets = (await (await domainOf(call, dom)).statistics.vcpuCpus(where)).slice(0, Math.max(0, most))
      return { maps: mapsOf(sets, mapLength), count: sets.length }
    },
  }),
  DOMAIN_GET_EMULATOR_PIN_INFO: procedure({
    args: struct({ dom: domainHandle, mapLength: int, flags }),
    result: struct({ maps: opaque(bounds.cpuMaps), count: int }),
    ...read,
    answer: async (call, { dom, mapLength, flags }) => {
      const where = oneImpactOf(flags, {})
      const cpus = await (await domainOf(call, dom)).statistics.emulatorCpus(where)
      return { maps: mapsOf([cpus], mapLength), count: 1 }
    },
  }),
  DOMAIN_GET_IOTHREAD_INFO: procedure({
    args: struct({ dom: domainHandle, flags }),
    result: struct({ threads: list(struct({ number: uint, cpus: cpuNumbers }), bounds.list), count: uint }),
    ...read,
    answer: async (call, { dom, flags }) => {
      const where = oneImpactOf(flags, {})
      const threads = await (await domainOf(call, dom)).statistics.iothreads(where)
      return { threads, count: threads.length }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

/** One map behind the other, each of the length that the client has room for. */
function mapsOf(sets: readonly (readonly number[])[], length: number): Uint8Array {
  const room = Math.min(Math.max(0, length), bounds.cpuMap)
  const maps = new Uint8Array(Math.min(sets.length * room, bounds.cpuMaps))
  for (const [at, set] of sets.entries()) {
    for (const cpu of set) {
      const byte = at * room + (cpu >> 3)
      if (cpu >> 3 < room && byte < maps.length) maps[byte] = (maps[byte] ?? 0) | (1 << (cpu & 7))
    }
  }
  return maps
}

/** The other way. */
export function setsIn(maps: Uint8Array, count: number): number[][] {
  const length = count > 0 ? Math.floor(maps.length / count) : 0
  return Array.from({ length: count }, (_, at) =>
    Array.from(maps.subarray(at * length, (at + 1) * length)).flatMap((byte, index) =>
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bit) => (byte & (1 << bit) ? [index * 8 + bit] : [])),
    ),
  )
}
