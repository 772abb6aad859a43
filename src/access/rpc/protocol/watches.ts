import { int, nothing, optional, struct } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { procedure } from './procedure.ts'
import { domainHandle, intResult } from './types.ts'

const watching = { access: 'connect:search-domains', quick: true } as const
const numberArgs = struct({ number: int })

/** Clients of today, whose every registration has a number; and those that register for a kind of events once. */
export const watches = {
  CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY: procedure({
    args: struct({ event: int, dom: optional(domainHandle) }),
    result: intResult,
    ...watching,
    answer: ({ session }, { event, dom }) => ({ value: session.watchDomains(event, dom) }),
  }),
  CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY: procedure({
    args: numberArgs,
    result: nothing,
    ...watching,
    answer: ({ session }, { number }) => session.unwatchDomains(number),
  }),
  CONNECT_DOMAIN_EVENT_REGISTER: procedure({
    args: nothing,
    result: intResult,
    ...watching,
    answer: ({ session }) => ({ value: session.watchDomainsOnce(0) }),
  }),
  CONNECT_DOMAIN_EVENT_DEREGISTER: procedure({
    args: nothing,
    result: intResult,
    ...watching,
    answer: ({ session }) => ({ value: session.unwatchDomainsOnce(0) }),
  }),
  CONNECT_DOMAIN_EVENT_REGISTER_ANY: procedure({
    args: numberArgs,
    result: nothing,
    ...watching,
    answer: ({ session }, { number }) => void session.watchDomainsOnce(number),
  }),
  CONNECT_DOMAIN_EVENT_DEREGISTER_ANY: procedure({
    args: numberArgs,
    result: nothing,
    ...watching,
    answer: ({ session }, { number }) => void session.unwatchDomainsOnce(number),
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
