import type { Domain } from '../../../api/index.ts'
import { nothing, struct } from '../../../formats/xdr/index.ts'
import type { AccessClass } from './access.ts'
import type { ProcedureName } from './numbers.ts'
import { type Call, domainOf, handleOf, procedure, refuseOtherFlags } from './procedure.ts'
import { domainArgs, domainFlagsArgs, domainResult, flags, text } from './types.ts'

/** virDomainCreateFlags; everything is validated anyway. */
const createFlags = { paused: 1, autodestroy: 2, validate: 16 } as const

/** virDomainShutdownFlagValues, which virDomainRebootFlagValues repeat. */
const powerButton = { acpi: 1 } as const

/** virDomainDestroyFlagsValues: the emulator is asked to end before it is killed, whoever asks. */
const destroyFlags = { graceful: 1 } as const

/** Does one thing with a domain, and tells nothing. */
function on(access: AccessClass, act: (domain: Domain) => Promise<void>) {
  return procedure({
    args: domainArgs,
    result: nothing,
    access,
    answer: async (call, { dom }) => act(await domainOf(call, dom)),
  })
}

/** The same with flags, of which only some are known. */
function onFlags(access: AccessClass, known: Record<string, number>, act: (domain: Domain) => Promise<void>) {
  return procedure({
    args: domainFlagsArgs,
    result: nothing,
    access,
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, known)
      await act(await domainOf(call, dom))
    },
  })
}

/** What changes whether a domain runs. */
export const domainLife = {
  DOMAIN_CREATE_XML: procedure({
    args: struct({ xml: text, flags }),
    result: domainResult,
    access: 'domain:start',
    answer: (call, { xml, flags }) => createFromXml(call, xml, flags),
  }),
  DOMAIN_SUSPEND: on('domain:suspend', (domain) => domain.pause()),
  DOMAIN_RESUME: on('domain:suspend', (domain) => domain.resume()),
  DOMAIN_SHUTDOWN: on('domain:init-control', (domain) => domain.shutdown()),
  DOMAIN_SHUTDOWN_FLAGS: onFlags('domain:init-control', powerButton, (domain) => domain.shutdown()),
  DOMAIN_REBOOT: onFlags('domain:init-control', powerButton, (domain) => domain.reboot()),
  DOMAIN_RESET: onFlags('domain:reset', {}, (domain) => domain.reset()),
  DOMAIN_DESTROY: on('domain:stop', (domain) => domain.destroy()),
  DOMAIN_DESTROY_FLAGS: onFlags('domain:stop', destroyFlags, (domain) => domain.destroy()),
} satisfies Partial<Record<ProcedureName, unknown>>

async function createFromXml({ host, session }: Call, xml: string, flags: number) {
  refuseOtherFlags(flags, createFlags)
  const domain = await host.create(xml, { paused: (flags & createFlags.paused) !== 0 })
  domain.release()
  if (flags & createFlags.autodestroy) session.destroyAtEnd(domain)
  return { dom: handleOf(domain) }
}
