import { LodgeError } from '../../../base/errors.ts'
import { nothing, struct } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { domainHandle, flags, text } from './types.ts'

/** virDomainFDAssociateFlags: about labels, and descriptors that are handed in stay as they are. */
const associateFlags = { restoreLabel: 1, requireWrite: 2 } as const

/** Descriptors that stay as long as their connection. */
export const domainDescriptors = {
  DOMAIN_FD_ASSOCIATE: procedure({
    args: struct({ dom: domainHandle, name: text, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, name, flags }) => {
      refuseOtherFlags(flags, associateFlags)
      const { descriptors } = call
      if (descriptors.length === 0) throw new LodgeError('INVALID_ARG', 'at least one fd to associate is needed')
      const domain = await domainOf(call, dom)
      await call.keep((released) => domain.associateDescriptors({ name, descriptors, released }))
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
