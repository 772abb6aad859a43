import type { Domain, PowerMode } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { nothing, struct, uint } from '../../../formats/xdr/index.ts'
import type { AccessClass } from './access.ts'
import { powerFlags } from './domain-agent.ts'
import { impactOf } from './impact.ts'
import type { ProcedureName } from './numbers.ts'
import { type Call, domainOf, handleOf, procedure, refuseOtherFlags } from './procedure.ts'
import { domainArgs, domainFlagsArgs, domainHandle, domainResult, flags, text } from './types.ts'
import { lifecycleActions, lifecycleOccasions } from './words.ts'

/** virDomainCreateFlags; everything is validated anyway. */
const createFlags = { paused: 1, autodestroy: 2, validate: 16, resetNvram: 32 } as const

/** virDomainDestroyFlagsValues */
export const destroyFlags = { graceful: 1, removeLogs: 2 } as const

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
function onFlags(
  access: AccessClass,
  known: Record<string, number>,
  act: (domain: Domain, flags: number) => Promise<void>,
) {
  return procedure({
    args: domainFlagsArgs,
    result: nothing,
    access,
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, known)
      await act(await domainOf(call, dom), flags)
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
  DOMAIN_SHUTDOWN_FLAGS: onFlags('domain:init-control', powerFlags, (domain, flags) =>
    domain.shutdown({ modes: modesOf(flags) }),
  ),
  DOMAIN_REBOOT: onFlags('domain:init-control', powerFlags, (domain, flags) =>
    domain.reboot({ modes: modesOf(flags) }),
  ),
  DOMAIN_RESET: onFlags('domain:reset', {}, (domain) => domain.reset()),
  DOMAIN_DESTROY: on('domain:stop', (domain) => domain.destroy()),
  DOMAIN_DESTROY_FLAGS: onFlags('domain:stop', destroyFlags, (domain, flags) =>
    domain.destroy({
      graceful: (flags & destroyFlags.graceful) !== 0,
      removeLogs: (flags & destroyFlags.removeLogs) !== 0,
    }),
  ),
  DOMAIN_SET_LIFECYCLE_ACTION: procedure({
    args: struct({ dom: domainHandle, occasion: uint, action: uint, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, occasion, action, flags }) => {
      const [when, what] = [lifecycleOccasions[occasion], lifecycleActions[action]]
      if (!when || !what) throw new LodgeError('INVALID_ARG', 'there is no such event, or no such action')
      await (await domainOf(call, dom)).settings.setLifecycleAction(when, what, impactOf(flags))
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

/** Without a flag it is the host's choice. */
function modesOf(flags: number): PowerMode[] | undefined {
  const named = (Object.keys(powerFlags) as PowerMode[]).filter((mode) => flags & powerFlags[mode])
  return named.length > 0 ? named : undefined
}

async function createFromXml({ host, session }: Call, xml: string, flags: number) {
  refuseOtherFlags(flags, createFlags)
  const [paused, resetNvram] = [(flags & createFlags.paused) !== 0, (flags & createFlags.resetNvram) !== 0]
  const domain = await host.create(xml, { paused, resetNvram })
  domain.release()
  if (flags & createFlags.autodestroy) session.destroyAtEnd(domain)
  return { dom: handleOf(domain) }
}
