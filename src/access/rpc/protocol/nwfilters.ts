import { struct } from '../../../formats/xdr/index.ts'
import { countOfNone, listOfNone, lookupOfNone, namesOfNone } from './absent.ts'
import type { ProcedureName } from './numbers.ts'
import { text, uuid } from './types.ts'

const search = 'connect:search-nwfilters'
const handle = struct({ name: text, uuid })
const bindingHandle = struct({ port: text, filter: text })
const lookup = { access: 'nwfilter:getattr', handle, code: 'NO_NWFILTER' } as const

/** Rules for the packets of interfaces, and which interfaces they are for. */
export const nwfilters = {
  CONNECT_NUM_OF_NWFILTERS: countOfNone(search),
  CONNECT_LIST_NWFILTERS: namesOfNone(search),
  CONNECT_LIST_ALL_NWFILTERS: listOfNone(search, handle),
  NWFILTER_LOOKUP_BY_NAME: lookupOfNone({
    ...lookup,
    args: struct({ name: text }),
    says: ({ name }) => `Network filter not found: no nwfilter with matching name '${name}'`,
  }),
  NWFILTER_LOOKUP_BY_UUID: lookupOfNone({
    ...lookup,
    args: struct({ uuid }),
    says: ({ uuid }) => `Network filter not found: no nwfilter with matching uuid '${uuid}'`,
  }),
  CONNECT_LIST_ALL_NWFILTER_BINDINGS: listOfNone('connect:search-nwfilter-bindings', bindingHandle),
  NWFILTER_BINDING_LOOKUP_BY_PORT_DEV: lookupOfNone({
    ...{ access: 'nwfilter-binding:getattr', handle: bindingHandle, code: 'NO_NWFILTER_BINDING' },
    args: struct({ port: text }),
    says: ({ port }) => `Network filter binding not found: no nwfilter binding for port dev '${port}'`,
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
