import { LodgeError } from '../../../base/errors.ts'
import { nothing, struct, uint } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { domainHandle, flags } from './types.ts'

/** virDomainOpenGraphicsFlags */
const openFlags = { skipAuthentication: 1 } as const

/** virDomainGraphicsReloadType: of any kind, or of VNC, which is the only one that can. */
export const reloadTypes = { any: 0, vnc: 1 } as const

const args = struct({ dom: domainHandle, index: uint, flags })

function optionsOf(given: number) {
  refuseOtherFlags(given, openFlags)
  return { skipAuthentication: (given & openFlags.skipAuthentication) !== 0 }
}

/** Screens for clients on the same machine, by descriptors. */
export const graphics = {
  DOMAIN_OPEN_GRAPHICS: procedure({
    args,
    result: nothing,
    access: 'domain:open-graphics',
    answer: async (call, { dom, index, flags }) => {
      const options = optionsOf(flags)
      const [descriptor] = call.descriptors
      if (descriptor === undefined) throw new LodgeError('INVALID_ARG', 'No FD available at slot 0')
      await (await domainOf(call, dom)).graphics.attach(index, descriptor, options)
    },
  }),
  DOMAIN_OPEN_GRAPHICS_FD: procedure({
    args,
    result: nothing,
    access: 'domain:open-graphics',
    answer: async (call, { dom, index, flags }) => {
      const options = optionsOf(flags)
      call.give(await (await domainOf(call, dom)).graphics.open(index, options))
    },
  }),
  DOMAIN_GRAPHICS_RELOAD: procedure({
    args: struct({ dom: domainHandle, type: uint, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, type, flags }) => {
      refuseOtherFlags(flags, {})
      if (type > reloadTypes.vnc) throw new LodgeError('INVALID_ARG', `unknown graphics type ${type} to reload`)
      await (await domainOf(call, dom)).graphics.reloadCertificates()
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
