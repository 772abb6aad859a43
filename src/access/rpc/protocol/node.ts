import type { GuestChoice } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { int, list, nothing, opaque, struct, typedParameters, uint, type Wire } from '../../../formats/xdr/index.ts'
import { cellsFrom } from './node-cells.ts'
import { mergingNames, mergingParameters } from './node-parameters.ts'
import type { ProcedureName } from './numbers.ts'
import { someParameters, writeParameters } from './parameters.ts'
import { procedure, refuseOtherFlags } from './procedure.ts'
import { amount, bounds, fixedChars, flags, flagsArgs, intResult, optionalText, text, textResult } from './types.ts'
import { comparisonNumbers } from './words.ts'

const read = { access: 'connect:read' } as const

const statistics = struct({
  params: list(struct({ field: text, value: amount }), bounds.nodeStatistics),
  count: int,
})

const choice = { emulator: optionalText, arch: optionalText, machine: optionalText, type: optionalText }

/** virNodeGetCPUStats and virNodeGetMemoryStats: of all together. */
const all = -1

/** virConnectBaselineCPUFlags */
const expandFeatures = 1

/** The machine itself. */
export const node = {
  NODE_GET_INFO: procedure({
    args: nothing,
    result: struct({
      ...{ model: fixedChars(bounds.nodeModel), memory: amount },
      ...{ cpus: int, mhz: int, nodes: int, sockets: int, cores: int, threads: int },
    }),
    ...read,
    answer: ({ host }) => host.nodeInfo(),
  }),
  CONNECT_GET_HOSTNAME: procedure({
    args: nothing,
    result: textResult,
    access: 'connect:getattr',
    answer: async ({ host }) => ({ text: await host.hostname() }),
  }),
  CONNECT_GET_SYSINFO: procedure({
    args: flagsArgs,
    result: textResult,
    ...read,
    answer: async ({ host }) => ({ text: await host.sysinfoXml() }),
  }),
  CONNECT_GET_CAPABILITIES: procedure({
    args: nothing,
    result: textResult,
    ...read,
    answer: async ({ host }) => ({ text: await host.capabilitiesXml() }),
  }),
  CONNECT_GET_DOMAIN_CAPABILITIES: procedure({
    args: struct({ ...choice, flags }),
    result: textResult,
    // It may name a program that is then run.
    access: 'connect:write',
    answer: async ({ host }, wanted) => ({ text: await host.domainCapabilitiesXml(choiceOf(wanted)) }),
  }),
  CONNECT_GET_MAX_VCPUS: procedure({
    args: struct({ type: optionalText }),
    result: intResult,
    ...read,
    answer: async ({ host }) => {
      const { machines } = await host.machines()
      return { value: Math.max(0, ...machines.map(({ maxCpus }) => maxCpus)) }
    },
  }),
  CONNECT_GET_CPU_MODEL_NAMES: procedure({
    args: struct({ arch: text, wanted: int, flags }),
    result: struct({ models: list(text, bounds.cpuModels), count: int }),
    ...read,
    answer: async ({ host }, { arch, wanted }) => {
      const models = await host.cpuModels(arch)
      return { models: wanted ? models : [], count: models.length }
    },
  }),
  CONNECT_COMPARE_CPU: procedure({
    args: struct({ xml: text, flags }),
    result: intResult,
    access: 'connect:write',
    answer: async ({ host }, { xml }) => ({ value: comparisonNumbers[await host.compareCpu(xml)] }),
  }),
  CONNECT_COMPARE_HYPERVISOR_CPU: procedure({
    args: struct({ ...choice, xml: text, flags }),
    result: intResult,
    access: 'connect:write',
    answer: async ({ host }, { xml, ...wanted }) => ({
      value: comparisonNumbers[await host.compareCpu(xml, choiceOf(wanted))],
    }),
  }),
  CONNECT_BASELINE_CPU: procedure({
    args: struct({ cpus: list(text, bounds.baselineCpus), flags }),
    result: textResult,
    access: 'connect:write',
    answer: async ({ host }, { cpus, flags }) => ({
      text: await host.baselineCpu(cpus, { expand: (flags & expandFeatures) !== 0 }),
    }),
  }),
  CONNECT_BASELINE_HYPERVISOR_CPU: procedure({
    args: struct({ ...choice, cpus: list(text, bounds.baselineCpus), flags }),
    result: textResult,
    access: 'connect:write',
    answer: async ({ host }, { cpus, flags, ...wanted }) => ({
      text: await host.baselineCpu(cpus, { ...choiceOf(wanted), expand: (flags & expandFeatures) !== 0 }),
    }),
  }),
  NODE_GET_CPU_MAP: procedure({
    args: struct({ map: int, count: int, flags }),
    result: struct({ map: opaque(bounds.cpuMap), online: uint, present: int }),
    ...read,
    answer: async ({ host }, wanted) => {
      const { present, online } = await host.cpuMap()
      const size = Math.max(-1, ...present) + 1
      const map = bitmapOf(online, size)
      return { map: wanted.map ? map : new Uint8Array(), online: online.length, present: size }
    },
  }),
  NODE_GET_CPU_STATS: procedure({
    args: struct({ cpu: int, room: int, flags }),
    result: statistics,
    ...read,
    answer: async ({ host }, { cpu, room }) => {
      const { user, system, idle, iowait } = await host.cpuStats(cpu === all ? undefined : cpu)
      return statisticsOf({ kernel: system, user, idle, iowait }, room)
    },
  }),
  NODE_GET_MEMORY_STATS: procedure({
    args: struct({ room: int, cell: int, flags }),
    result: statistics,
    ...read,
    answer: async ({ host }, { cell, room }) =>
      statisticsOf({ ...(await host.memoryStats(cell === all ? undefined : cell)) }, room),
  }),
  NODE_GET_MEMORY_PARAMETERS: procedure({
    args: struct({ wanted: int, flags }),
    result: struct({ params: typedParameters(bounds.nodeMemoryParameters), count: int }),
    ...read,
    answer: async ({ host }, { wanted, flags }) => {
      refuseOtherFlags(flags, { words: 4 })
      const merging = await host.pageMerging()
      const values = Object.entries(mergingNames).map(([key, name]) => [
        name,
        merging[key as keyof typeof mergingNames],
      ])
      return someParameters(writeParameters(Object.fromEntries(values), mergingParameters), wanted)
    },
  }),
  NODE_GET_FREE_MEMORY: procedure({
    args: nothing,
    result: struct({ bytes: amount }),
    ...read,
    answer: async ({ host }) => ({ bytes: await host.freeMemory() }),
  }),
  NODE_GET_CELLS_FREE_MEMORY: procedure({
    args: struct({ first: int, most: int }),
    result: struct({ cells: list(amount, bounds.nodeCells) }),
    ...read,
    answer: async ({ host }, { first, most }) => {
      const cells = await cellsFrom(host, { first, most: Math.min(most, bounds.nodeCells) })
      return { cells: cells.map(({ free }) => free) }
    },
  }),
  NODE_GET_FREE_PAGES: procedure({
    args: struct({ sizes: list(uint, bounds.pageSizes), first: int, most: uint, flags }),
    result: struct({ counts: list(amount, bounds.pageCounts) }),
    ...read,
    answer: async ({ host }, { sizes, first, most }) => {
      const pages = (await host.freePages()).filter(({ cell }) => cell >= first && cell < first + most)
      const cells = [...new Set(pages.map(({ cell }) => cell))]
      if (cells.length === 0) throw new LodgeError('INVALID_ARG', `there is no NUMA cell ${first}`)
      const countOf = (cell: number, size: number): number => {
        const found = pages.find((each) => each.cell === cell && each.kib === size)
        if (found) return found.count
        throw new LodgeError('OPERATION_FAILED', `cell ${cell} has no pages of ${size} KiB`)
      }
      return { counts: cells.flatMap((cell) => sizes.map((size) => countOf(cell, size))) }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

function choiceOf({ emulator, arch, machine, type }: { [K in keyof typeof choice]: string | undefined }): GuestChoice {
  return { emulator, arch, machine, type }
}

/** Clients first ask with no room how many there are. */
function statisticsOf(values: Record<string, number | undefined>, room: number): Wire<typeof statistics> {
  const params = Object.entries(values).flatMap(([field, value]) => (value === undefined ? [] : { field, value }))
  return { params: room > 0 ? params.slice(0, room) : [], count: params.length }
}

function bitmapOf(numbers: readonly number[], size: number): Uint8Array {
  const map = new Uint8Array(Math.ceil(size / 8))
  for (const number of numbers) map[number >> 3] = (map[number >> 3] ?? 0) | (1 << (number & 7))
  return map
}
