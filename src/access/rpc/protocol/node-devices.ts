import { int, list, struct } from '../../../formats/xdr/index.ts'
import { absent, eventsOfNone, listOfNone, lookupOfNone } from './absent.ts'
import type { ProcedureName } from './numbers.ts'
import { procedure } from './procedure.ts'
import { bounds, flags, intResult, optionalText, text } from './types.ts'

const search = 'connect:search-node-devices'
const handle = struct({ name: text })
const capability = { cap: optionalText }
const registrations = eventsOfNone(search, 'node device', handle)

/** Devices of the machine. */
export const nodeDevices = {
  NODE_NUM_OF_DEVICES: procedure({
    args: struct({ ...capability, flags }),
    result: intResult,
    ...{ access: search, ...absent },
    answer: () => ({ value: 0 }),
  }),
  NODE_LIST_DEVICES: procedure({
    args: struct({ ...capability, most: int, flags }),
    result: struct({ names: list(text, bounds.list) }),
    ...{ access: search, ...absent },
    answer: () => ({ names: [] }),
  }),
  CONNECT_LIST_ALL_NODE_DEVICES: listOfNone(search, handle),
  NODE_DEVICE_LOOKUP_BY_NAME: lookupOfNone({
    ...{ access: 'node-device:getattr', handle, code: 'NO_NODE_DEVICE', args: handle },
    says: ({ name }) => `Node device not found: no node device with matching name '${name}'`,
  }),
  CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY: registrations.register,
  CONNECT_NODE_DEVICE_EVENT_DEREGISTER_ANY: registrations.deregister,
} satisfies Partial<Record<ProcedureName, unknown>>
