import { int, struct } from '../../../formats/xdr/index.ts'
import { countOfNone, eventsOfNone, listOfNone, lookupOfNone, namesOfNone } from './absent.ts'
import type { ProcedureName } from './numbers.ts'
import { text, uuid } from './types.ts'

const search = 'connect:search-secrets'
const usage = { usageType: int, usage: text }
const handle = struct({ uuid, ...usage })
const lookup = { access: 'secret:getattr', handle, code: 'NO_SECRET' } as const
const registrations = eventsOfNone(search, 'secret', handle)

export const secrets = {
  CONNECT_NUM_OF_SECRETS: countOfNone(search),
  CONNECT_LIST_SECRETS: namesOfNone(search),
  CONNECT_LIST_ALL_SECRETS: listOfNone(search, handle),
  SECRET_LOOKUP_BY_UUID: lookupOfNone({
    ...lookup,
    args: struct({ uuid }),
    says: ({ uuid }) => `Secret not found: no secret with matching uuid '${uuid}'`,
  }),
  SECRET_LOOKUP_BY_USAGE: lookupOfNone({
    ...lookup,
    args: struct(usage),
    says: ({ usage }) => `Secret not found: no secret with matching usage '${usage}'`,
  }),
  CONNECT_SECRET_EVENT_REGISTER_ANY: registrations.register,
  CONNECT_SECRET_EVENT_DEREGISTER_ANY: registrations.deregister,
} satisfies Partial<Record<ProcedureName, unknown>>
