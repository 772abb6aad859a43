import type { Domain, Impact } from '../../../api/index.ts'
import { int, nothing, struct, type TypedParameter, typedParameters } from '../../../formats/xdr/index.ts'
import { impactOf, oneImpactOf } from './impact.ts'
import type { ProcedureName } from './numbers.ts'
import { readParameters, someParameters, writeParameters } from './parameters.ts'
import { domainOf, procedure } from './procedure.ts'
import {
  blockTypes,
  memoryTypes,
  numaTypes,
  perfTypes,
  readBlockShares,
  readMemoryLimits,
  readNumaMemory,
  readScheduler,
  schedulerTypes,
  writeBlockShares,
  writeMemoryLimits,
  writeNumaMemory,
  writeScheduler,
} from './tuning-words.ts'
import { domainArgs, domainHandle, flags, text } from './types.ts'

const someOf = typedParameters(16)
const askArgs = struct({ dom: domainHandle, wanted: int, flags })
const answered = struct({ params: someOf, count: int })
const setArgs = struct({ dom: domainHandle, params: someOf, flags })

/** Asked twice: for the number of parameters, and for them. */
function getter(of: (domain: Domain, where: Impact) => Promise<TypedParameter[]>) {
  return procedure({
    args: askArgs,
    result: answered,
    access: 'domain:read',
    answer: async (call, { dom, wanted, flags }) =>
      someParameters(await of(await domainOf(call, dom), oneImpactOf(flags)), wanted),
  })
}

function setter(to: (domain: Domain, params: TypedParameter[], where: Impact) => Promise<void>) {
  return procedure({
    args: setArgs,
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, params, flags }) => to(await domainOf(call, dom), params, impactOf(flags)),
  })
}

async function schedulerOf({ settings }: Domain, where: Impact): Promise<TypedParameter[]> {
  return writeParameters(writeScheduler(await settings.scheduler(where), 0), schedulerTypes)
}

/** A domain's share of the host. */
export const domainTuning = {
  DOMAIN_GET_SCHEDULER_TYPE: procedure({
    args: domainArgs,
    result: struct({ type: text, count: int }),
    access: 'domain:read',
    answer: async (call, { dom }) => {
      // Where there is none to speak of, no name is given either.
      await (await domainOf(call, dom)).settings.scheduler()
      return { type: 'posix', count: Object.keys(schedulerTypes).length }
    },
  }),
  DOMAIN_GET_SCHEDULER_PARAMETERS: procedure({
    args: struct({ dom: domainHandle, wanted: int }),
    result: struct({ params: someOf }),
    access: 'domain:read',
    answer: async (call, { dom, wanted }) => ({
      params: someParameters(await schedulerOf(await domainOf(call, dom), {}), wanted).params,
    }),
  }),
  DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS: procedure({
    args: askArgs,
    result: struct({ params: someOf }),
    access: 'domain:read',
    answer: async (call, { dom, wanted, flags }) => ({
      params: someParameters(await schedulerOf(await domainOf(call, dom), oneImpactOf(flags)), wanted).params,
    }),
  }),
  DOMAIN_SET_SCHEDULER_PARAMETERS: procedure({
    args: struct({ dom: domainHandle, params: someOf }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, params }) =>
      (await domainOf(call, dom)).settings.setScheduler(readScheduler(readParameters(params, schedulerTypes))),
  }),
  DOMAIN_SET_SCHEDULER_PARAMETERS_FLAGS: setter(({ settings }, params, where) =>
    settings.setScheduler(readScheduler(readParameters(params, schedulerTypes)), where),
  ),
  DOMAIN_GET_MEMORY_PARAMETERS: getter(async ({ settings }, where) =>
    writeParameters(writeMemoryLimits(await settings.memoryLimits(where)), memoryTypes),
  ),
  DOMAIN_SET_MEMORY_PARAMETERS: setter(({ settings }, params, where) =>
    settings.setMemoryLimits(readMemoryLimits(readParameters(params, memoryTypes)), where),
  ),
  DOMAIN_GET_BLKIO_PARAMETERS: getter(async ({ settings }, where) =>
    writeParameters(writeBlockShares(await settings.blockShares(where)), blockTypes),
  ),
  DOMAIN_SET_BLKIO_PARAMETERS: setter(({ settings }, params, where) =>
    settings.setBlockShares(readBlockShares(readParameters(params, blockTypes)), where),
  ),
  DOMAIN_GET_NUMA_PARAMETERS: getter(async ({ settings }, where) =>
    writeParameters(writeNumaMemory(await settings.numaMemory(where)), numaTypes),
  ),
  DOMAIN_SET_NUMA_PARAMETERS: setter(({ settings }, params, where) =>
    settings.setNumaMemory(readNumaMemory(readParameters(params, numaTypes)), where),
  ),
  DOMAIN_GET_PERF_EVENTS: procedure({
    args: struct({ dom: domainHandle, flags }),
    result: struct({ params: typedParameters(64) }),
    access: 'domain:read',
    answer: async (call, { dom, flags }) => {
      const said = await (await domainOf(call, dom)).settings.perfEvents(oneImpactOf(flags))
      const all = Object.keys(perfTypes).map((name) => [name, false])
      return { params: writeParameters({ ...Object.fromEntries(all), ...said }, perfTypes) }
    },
  }),
  DOMAIN_SET_PERF_EVENTS: procedure({
    args: struct({ dom: domainHandle, params: typedParameters(64), flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, params, flags }) =>
      (await domainOf(call, dom)).settings.setPerfEvents(readParameters(params, perfTypes), impactOf(flags)),
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
