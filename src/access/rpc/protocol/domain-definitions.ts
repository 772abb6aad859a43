import type { ActiveDomain, Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { int, list, nothing, struct } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, handleOf, procedure, refuseOtherFlags } from './procedure.ts'
import {
  bounds,
  domainArgs,
  domainFlagsArgs,
  domainHandle,
  domainResult,
  flags,
  intResult,
  optionalText,
  text,
} from './types.ts'

/** virDomainDefineFlags; everything is validated anyway. */
const defineFlags = { validate: 1 } as const

/** virDomainUndefineFlagsValues. There are no saved images, snapshots or checkpoints that could be in the way. */
const undefineFlags = {
  ...{ managedSave: 1, snapshots: 2, nvram: 4, keepNvram: 8 },
  ...{ checkpoints: 16, tpm: 32, keepTpm: 64 },
} as const

/** virDomainCreateFlags, of a domain that is defined. */
const startFlags = { paused: 1, autodestroy: 2, bypassCache: 4, forceBoot: 8, validate: 16, resetNvram: 32 } as const

const inactive = { active: false }

/** Definitions, and starting what is defined. */
export const domainDefinitions = {
  DOMAIN_DEFINE_XML: procedure({
    args: struct({ xml: text }),
    result: domainResult,
    access: 'domain:write',
    answer: ({ host }, { xml }) => define(host, xml),
  }),
  DOMAIN_DEFINE_XML_FLAGS: procedure({
    args: struct({ xml: text, flags }),
    result: domainResult,
    access: 'domain:write',
    answer: ({ host }, { xml, flags }) => {
      refuseOtherFlags(flags, defineFlags)
      return define(host, xml)
    },
  }),
  DOMAIN_UNDEFINE: procedure({
    args: domainArgs,
    result: nothing,
    access: 'domain:delete',
    answer: async (call, { dom }) => (await domainOf(call, dom)).undefine({ nvram: 'refuse' }),
  }),
  DOMAIN_UNDEFINE_FLAGS: procedure({
    args: domainFlagsArgs,
    result: nothing,
    access: 'domain:delete',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, undefineFlags)
      const { nvram, keepNvram, tpm, keepTpm } = undefineFlags
      await (await domainOf(call, dom)).undefine({
        nvram: fateOf('NVRAM', { remove: flags & nvram, keep: flags & keepNvram }) ?? 'refuse',
        tpm: fateOf('TPM', { remove: flags & tpm, keep: flags & keepTpm }),
      })
    },
  }),
  DOMAIN_CREATE: procedure({
    args: domainArgs,
    result: nothing,
    access: 'domain:start',
    answer: async (call, { dom }) => kept(await (await domainOf(call, dom)).start()),
  }),
  DOMAIN_CREATE_WITH_FLAGS: procedure({
    args: domainFlagsArgs,
    result: domainResult,
    access: 'domain:start',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, startFlags)
      const [paused, resetNvram] = [(flags & startFlags.paused) !== 0, (flags & startFlags.resetNvram) !== 0]
      const domain = await (await domainOf(call, dom)).start({ paused, resetNvram })
      kept(domain)
      if (flags & startFlags.autodestroy) call.session.destroyAtEnd(domain)
      return { dom: handleOf(domain) }
    },
  }),
  DOMAIN_GET_AUTOSTART: procedure({
    args: domainArgs,
    result: intResult,
    access: 'domain:read',
    answer: async (call, { dom }) => ({ value: Number(await (await domainOf(call, dom)).autostart()) }),
  }),
  DOMAIN_SET_AUTOSTART: procedure({
    args: struct({ dom: domainHandle, on: int }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, on }) => (await domainOf(call, dom)).setAutostart(on !== 0),
  }),
  DOMAIN_GET_AUTOSTART_ONCE: procedure({
    args: domainArgs,
    result: intResult,
    access: 'domain:read',
    answer: async (call, { dom }) => ({ value: Number(await (await domainOf(call, dom)).autostartOnce()) }),
  }),
  DOMAIN_SET_AUTOSTART_ONCE: procedure({
    args: struct({ dom: domainHandle, on: int }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, on }) => (await domainOf(call, dom)).setAutostartOnce(on !== 0),
  }),
  DOMAIN_RENAME: procedure({
    args: struct({ dom: domainHandle, name: optionalText, flags }),
    result: intResult,
    access: 'domain:write',
    answer: async (call, { dom, name = '', flags }) => {
      refuseOtherFlags(flags, {})
      await (await domainOf(call, dom)).rename(name)
      return { value: 0 }
    },
  }),
  CONNECT_NUM_OF_DEFINED_DOMAINS: procedure({
    args: nothing,
    result: intResult,
    access: 'connect:search-domains',
    answer: async ({ host }) => ({ value: (await host.domains(inactive)).length }),
  }),
  CONNECT_LIST_DEFINED_DOMAINS: procedure({
    args: struct({ most: int }),
    result: struct({ names: list(text, bounds.list) }),
    access: 'connect:search-domains',
    answer: async ({ host }, { most }) => ({
      names: (await host.domains(inactive)).slice(0, Math.max(0, most)).map(({ name }) => name),
    }),
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

async function define(host: Host, xml: string) {
  return { dom: handleOf(await host.define(xml)) }
}

/** What is to become of a part of a domain that is undefined, as two flags say it. */
function fateOf(part: string, { remove, keep }: { remove: number; keep: number }): 'remove' | 'keep' | undefined {
  if (remove && keep) {
    const names = `'VIR_DOMAIN_UNDEFINE_${part}' and 'VIR_DOMAIN_UNDEFINE_KEEP_${part}'`
    throw new LodgeError('INVALID_ARG', `flags ${names} are mutually exclusive`)
  }
  if (remove) return 'remove'
  return keep ? 'keep' : undefined
}

/** It outlives the handle, and the client. */
function kept(domain: ActiveDomain): void {
  domain.release()
}
