import { nothing, struct } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure } from './procedure.ts'
import { domainHandle, flags, optionalText } from './types.ts'

/** What opens a stream. */
export const console = {
  DOMAIN_OPEN_CONSOLE: procedure({
    args: struct({ dom: domainHandle, device: optionalText, flags }),
    result: nothing,
    access: 'domain:open-device',
    answer: async (call, { dom, device }) => call.stream(await (await domainOf(call, dom)).console(device)),
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
