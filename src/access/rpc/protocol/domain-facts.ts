import { LodgeError } from '../../../base/errors.ts'
import { int, list, struct, uint } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, handleOf, procedure } from './procedure.ts'
import { bounds, domainFlagsArgs, domainHandle, domainResult, flags, text, textResult, uuid } from './types.ts'
import { stateNumbers } from './words.ts'

const look = { access: 'domain:getattr', quick: true } as const

/** Finding domains, and what is known of them. */
export const domainFacts = {
  CONNECT_LIST_ALL_DOMAINS: procedure({
    args: struct({ wanted: int, flags }),
    result: struct({ domains: list(domainHandle, bounds.list), count: uint }),
    access: 'connect:search-domains',
    quick: true,
    answer: async ({ host }, { wanted }) => {
      const domains = await host.domains()
      return { domains: wanted ? domains.map(handleOf) : [], count: domains.length }
    },
  }),
  DOMAIN_LOOKUP_BY_NAME: procedure({
    args: struct({ name: text }),
    result: domainResult,
    ...look,
    answer: async ({ host }, { name }) => {
      const domain = await host.domain(name)
      if (domain.name !== name) throw noDomain(`no domain with matching name '${name}'`)
      return { dom: handleOf(domain) }
    },
  }),
  DOMAIN_LOOKUP_BY_UUID: procedure({
    args: struct({ uuid }),
    result: domainResult,
    ...look,
    answer: async ({ host }, { uuid }) => ({ dom: handleOf(await host.domain(uuid)) }),
  }),
  DOMAIN_LOOKUP_BY_ID: procedure({
    args: struct({ id: int }),
    result: domainResult,
    ...look,
    answer: async ({ host }, { id }) => {
      const domain = (await host.domains()).find((each) => each.id === id)
      if (!domain) throw noDomain(`no domain with matching id ${id}`)
      return { dom: handleOf(domain) }
    },
  }),
  DOMAIN_GET_STATE: procedure({
    args: domainFlagsArgs,
    result: struct({ state: int, reason: int }),
    access: 'domain:read',
    answer: async (call, { dom }) => stateNumbers(await (await domainOf(call, dom)).status()),
  }),
  DOMAIN_GET_XML_DESC: procedure({
    args: domainFlagsArgs,
    result: textResult,
    access: 'domain:read',
    answer: async (call, { dom }) => ({ text: (await domainOf(call, dom)).xml() }),
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

function noDomain(why: string): LodgeError {
  return new LodgeError('NO_DOMAIN', `Domain not found: ${why}`)
}
