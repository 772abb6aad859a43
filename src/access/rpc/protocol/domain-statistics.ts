import type { Domain, DomainInfo, DomainStatus } from '../../../api/index.ts'
import { list, struct, type TypedParameter, typedParameters, uint } from '../../../formats/xdr/index.ts'
import { chosen } from './domain-lookup.ts'
import type { ProcedureName } from './numbers.ts'
import { type Call, domainOf, handleOf, procedure } from './procedure.ts'
import { bounds, type DomainHandle, domainHandle, flags } from './types.ts'
import { stateNumbers } from './words.ts'

type Facts = DomainInfo & { status: DomainStatus }

/** virDomainStatsTypes, and what each says. */
const groups: Record<number, (facts: Facts) => TypedParameter[]> = {
  1: ({ status }) => {
    const { state, reason } = stateNumbers(status)
    return [
      { name: 'state.state', type: 'int', value: state },
      { name: 'state.reason', type: 'int', value: reason },
    ]
  },
  2: ({ cpuTime }) => [{ name: 'cpu.time', type: 'ullong', value: BigInt(cpuTime) }],
  4: ({ memory, maxMemory }) => [
    { name: 'balloon.current', type: 'ullong', value: BigInt(memory) },
    { name: 'balloon.maximum', type: 'ullong', value: BigInt(maxMemory) },
  ],
  8: ({ vcpus, maxVcpus }) => [
    { name: 'vcpu.current', type: 'uint', value: vcpus },
    { name: 'vcpu.maximum', type: 'uint', value: maxVcpus },
  ],
}

/** virConnectGetAllDomainStatsFlags has those of lists among its own. */
const stateFlags = 0xff

/** Much of many domains in one answer. */
export const domainStatistics = {
  CONNECT_GET_ALL_DOMAIN_STATS: procedure({
    args: struct({ domains: list(domainHandle, bounds.list), kinds: uint, flags }),
    result: struct({
      records: list(struct({ dom: domainHandle, params: typedParameters(bounds.statistics) }), bounds.list),
    }),
    access: 'connect:search-domains',
    answer: async (call, { domains, kinds, flags }) => {
      const records = await Promise.all((await named(call, domains, flags)).map((domain) => recordOf(domain, kinds)))
      return { records: records.flat() }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

async function named(call: Call, handles: DomainHandle[], flags: number): Promise<Domain[]> {
  if (handles.length > 0) return Promise.all(handles.map((each) => domainOf(call, each)))
  return chosen(await call.host.domains(), flags & stateFlags)
}

/** Nothing of a domain that ended meanwhile or does not answer: the others' numbers count. */
async function recordOf(domain: Domain, kinds: number) {
  try {
    const facts = { ...(await domain.info()), status: await domain.status() }
    const asked = Object.entries(groups).filter(([kind]) => kinds === 0 || (kinds & Number(kind)) !== 0)
    return [{ dom: handleOf(domain), params: asked.flatMap(([, of]) => of(facts)) }]
  } catch {
    return []
  }
}
