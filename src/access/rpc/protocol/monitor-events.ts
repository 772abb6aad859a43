import { int, nothing, optional, struct, uint } from '../../../formats/xdr/index.ts'
import { namePattern } from './name-pattern.ts'
import { type MonitorWatch, procedure, refuseOtherFlags } from './procedure.ts'
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
      return { value: session.watchMonitors({ uuid: dom?.uuid, wants: wanted(name, flags) }) }
    },
  }),
  CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER: procedure({
    args: struct({ number: int }),
    result: nothing,
    access: 'connect:write',
    answer: ({ session }, { number }) => session.unwatchMonitors(number),
  }),
}

/** A name is meant as it stands, unless it is said to be a pattern. */
function wanted(name: string | undefined, flags: number): MonitorWatch['wants'] {
  const noCase = (flags & monitorEventFlags.noCase) !== 0
  if (name === undefined) return () => true
  if (flags & monitorEventFlags.regex) return namePattern(name, { noCase })
  return (said) => said === name || (noCase && said.toUpperCase() === name.toUpperCase())
}
