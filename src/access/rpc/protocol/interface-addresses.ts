import type { AddressSource, InterfaceAddress } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { enumeration, list, struct, uint } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { bounds, domainHandle as dom, flags, optionalText, text } from './types.ts'

/** virDomainInterfaceAddressesSource, in its order. */
export const addressSources: readonly AddressSource[] = ['lease', 'agent', 'arp']

/** virIPAddrType */
const addressType = enumeration<InterfaceAddress['type']>({ ipv4: 0, ipv6: 1 })

/** Where a guest can be reached, by whoever knows it. */
export const interfaceAddresses = {
  DOMAIN_INTERFACE_ADDRESSES: procedure({
    args: struct({ dom, source: uint, flags }),
    result: struct({
      interfaces: list(
        struct({
          name: text,
          mac: optionalText,
          addresses: list(struct({ type: addressType, address: text, prefix: uint }), bounds.interfaceAddresses),
        }),
        bounds.interfaces,
      ),
    }),
    // The host's own tables may be read by who may look; the guest is asked for more.
    access: 'domain:read',
    answer: async (call, { dom, source: number, flags }) => {
      refuseOtherFlags(flags, {})
      const domain = await domainOf(call, dom)
      const source = addressSources[number]
      if (!source)
        throw new LodgeError('ARGUMENT_UNSUPPORTED', `argument unsupported: Unknown IP address data source ${number}`)
      if (source === 'agent' && !call.session.may('domain:write', domain)) {
        const text = 'operation forbidden: read only access prevents virDomainInterfaceAddresses'
        throw new LodgeError('OPERATION_DENIED', text)
      }
      const interfaces = await domain.interfaceAddresses(source)
      return { interfaces: interfaces.map(({ mac, ...rest }) => ({ ...rest, mac })) }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
