import { struct } from '../../../formats/xdr/index.ts'
import { countOfNone, eventsOfNone, listOfNone, lookupOfNone, namesOfNone } from './absent.ts'
import type { ProcedureName } from './numbers.ts'
import { text, uuid } from './types.ts'

const search = 'connect:search-networks'
const handle = struct({ name: text, uuid })
const lookup = { access: 'network:getattr', handle, code: 'NO_NETWORK' } as const
const registrations = eventsOfNone(search, 'network', handle)

/** Virtual networks. */
export const networks = {
  CONNECT_NUM_OF_NETWORKS: countOfNone(search),
  CONNECT_LIST_NETWORKS: namesOfNone(search),
  CONNECT_NUM_OF_DEFINED_NETWORKS: countOfNone(search),
  CONNECT_LIST_DEFINED_NETWORKS: namesOfNone(search),
  CONNECT_LIST_ALL_NETWORKS: listOfNone(search, handle),
  NETWORK_LOOKUP_BY_NAME: lookupOfNone({
    ...lookup,
    args: struct({ name: text }),
    says: ({ name }) => `Network not found: no network with matching name '${name}'`,
  }),
  NETWORK_LOOKUP_BY_UUID: lookupOfNone({
    ...lookup,
    args: struct({ uuid }),
    says: ({ uuid }) => `Network not found: no network with matching uuid '${uuid}'`,
  }),
  CONNECT_NETWORK_EVENT_REGISTER_ANY: registrations.register,
  CONNECT_NETWORK_EVENT_DEREGISTER_ANY: registrations.deregister,
} satisfies Partial<Record<ProcedureName, unknown>>
