import { LodgeError } from '../../../base/errors.ts'
import { int, nothing, optional, struct, uint } from '../../../formats/xdr/index.ts'
import { procedure, refuseOtherFlags } from './procedure.ts'
import { amount, domainHandle, flags, intResult, optionalText, text } from './types.ts'

/** virConnectDomainQemuMonitorEventRegisterFlags */
const monitorEventFlags = { regex: 1, noCase: 2 } as const

export const monitorMessageName = 'DOMAIN_MONITOR_EVENT'

/** What an emulator has said, under the number of a registration. */
export const monitorMessage = struct({
  ...{ number: int, dom: domainHandle, name: text },
  ...{ seconds: amount, micros: uint, details: optionalText },
})

/** The emulators' own words, in the program that only libvirt's QEMU driver has. */
export const monitorEvents = {
  CONNECT_DOMAIN_MONITOR_EVENT_REGISTER: procedure({
    args: struct({ dom: optional(domainHandle), name: optionalText, flags }),
    result: intResult,
    access: 'connect:write',
    answer: ({ session }, { dom, name, flags }) => {
      refuseOtherFlags(flags, monitorEventFlags)
      if (flags & monitorEventFlags.regex) {
        // A pattern that takes for ever would hold up everybody.
        throw new LodgeError('ARGUMENT_UNSUPPORTED', 'patterns for names of events are not taken', {
          hint: 'name the event, or take them all',
        })
      }
      const noCase = (flags & monitorEventFlags.noCase) !== 0
      return { value: session.watchMonitors({ uuid: dom?.uuid, name, noCase }) }
    },
  }),
  CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER: procedure({
    args: struct({ number: int }),
    result: nothing,
    access: 'connect:write',
    answer: ({ session }, { number }) => session.unwatchMonitors(number),
  }),
}
