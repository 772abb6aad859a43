import type { Domain, DomainState } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { int, list, nothing, struct, uint } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { type Call, handleOf, noDomain, procedure, refuseOtherFlags } from './procedure.ts'
import { bounds, domainHandle, domainResult, flags, intResult, text, uuid } from './types.ts'

const search = { access: 'connect:search-domains', quick: true } as const
const look = { access: 'domain:getattr', quick: true } as const

/** virConnectListAllDomainsFlags. Of each group that has a flag set, one has to be true. */
const groups: readonly Record<number, (facts: ListFacts) => boolean>[] = [
  { 1: ({ active }) => active, 2: ({ active }) => !active },
  { 4: ({ persistent }) => persistent, 8: ({ persistent }) => !persistent },
  {
    16: ({ state }) => state === 'running',
    32: ({ state }) => state === 'paused',
    64: ({ state }) => state === 'shutoff',
    128: ({ state }) => !['running', 'paused', 'shutoff'].includes(state),
  },
  { 256: () => false, 512: () => true },
  { 1024: ({ autostart }) => autostart, 2048: ({ autostart }) => !autostart },
  { 4096: () => false, 8192: () => true },
  { 16384: () => false, 32768: () => true },
]

function flagsOf(group: object): Record<string, number> {
  return Object.fromEntries(Object.keys(group).map((flag) => [flag, Number(flag)]))
}

interface ListFacts {
  active: boolean
  persistent: boolean
  autostart: boolean
  state: DomainState
}

/** Finding domains. */
export const domainLookup = {
  CONNECT_LIST_ALL_DOMAINS: procedure({
    args: struct({ wanted: int, flags }),
    result: struct({ domains: list(domainHandle, bounds.list), count: uint }),
    access: 'connect:search-domains',
    answer: async ({ host }, { wanted, flags }) => {
      refuseOtherFlags(flags, Object.assign({}, ...groups.map(flagsOf)))
      const domains = await chosen(await host.domains(), flags)
      return { domains: wanted ? domains.map(handleOf) : [], count: domains.length }
    },
  }),
  CONNECT_NUM_OF_DOMAINS: procedure({
    args: nothing,
    result: intResult,
    ...search,
    answer: async (call) => ({ value: (await active(call)).length }),
  }),
  CONNECT_LIST_DOMAINS: procedure({
    args: struct({ most: int }),
    result: struct({ ids: list(int, bounds.list) }),
    ...search,
    answer: async (call, { most }) => ({
      ids: (await active(call)).slice(0, Math.max(0, most)).flatMap(({ id }) => id ?? []),
    }),
  }),
  DOMAIN_LOOKUP_BY_NAME: procedure({
    args: struct({ name: text }),
    result: domainResult,
    ...look,
    answer: ({ host }, { name }) =>
      found(host.domain(name), (domain) => domain.name === name, `no domain with matching name '${name}'`),
  }),
  DOMAIN_LOOKUP_BY_UUID: procedure({
    args: struct({ uuid }),
    result: domainResult,
    ...look,
    answer: ({ host }, { uuid }) =>
      found(host.domain(uuid), (domain) => domain.uuid === uuid, `no domain with matching uuid '${uuid}'`),
  }),
  DOMAIN_LOOKUP_BY_ID: procedure({
    args: struct({ id: int }),
    result: domainResult,
    ...look,
    answer: async (call, { id }) => {
      const domain = (await active(call)).find((each) => each.id === id)
      if (!domain) throw noDomain(`no domain with matching id ${id}`)
      return { dom: handleOf(domain) }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

function active({ host }: Call): Promise<Domain[]> {
  return host.domains({ active: true })
}

/** Those that flags leave over. */
export async function chosen(domains: Domain[], flags: number): Promise<Domain[]> {
  const asked = groups.filter((group) => Object.keys(group).some((flag) => (flags & Number(flag)) !== 0))
  if (asked.length === 0) return domains
  const kept = await Promise.all(
    domains.map(async (domain) => {
      const [persistent, autostart, { state }] = await Promise.all([
        domain.isPersistent(),
        domain.autostart(),
        domain.status(),
      ])
      const facts: ListFacts = { active: domain.id !== undefined, persistent, autostart, state }
      const fits = asked.every((group) =>
        Object.entries(group).some(([flag, test]) => (flags & Number(flag)) !== 0 && test(facts)),
      )
      return fits ? [domain] : []
    }),
  )
  return kept.flat()
}

async function found(domain: Promise<Domain>, fits: (domain: Domain) => boolean, why: string) {
  try {
    const it = await domain
    if (fits(it)) return { dom: handleOf(it) }
  } catch (error) {
    if (!(error instanceof LodgeError) || error.code !== 'NO_DOMAIN') throw error
  }
  throw noDomain(why)
}
