import type { SecurityLabel } from '../../../api/index.ts'
import { int, list, nothing, struct, typedParameters } from '../../../formats/xdr/index.ts'
import { launchSecret, launchSecurity } from './launch-security.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { bounds, chars, domainArgs, domainFlagsArgs, domainHandle, flags } from './types.ts'

const label = struct({ label: chars(bounds.securityText), enforcing: int })

/** What keeps domains apart from the host and from each other. */
export const domainSecurity = {
  NODE_GET_SECURITY_MODEL: procedure({
    args: nothing,
    result: struct({ model: chars(bounds.securityText), doi: chars(bounds.securityText) }),
    access: 'connect:read',
    quick: true,
    answer: async ({ host }) => {
      const [{ model, doi } = { model: '', doi: '' }] = await host.securityModels()
      return { model, doi }
    },
  }),
  DOMAIN_GET_SECURITY_LABEL: procedure({
    args: domainArgs,
    result: label,
    access: 'domain:read',
    answer: async (call, { dom }) => {
      const [first = { label: '', enforcing: false }] = await (await domainOf(call, dom)).security.labels()
      return wireLabel(first)
    },
  }),
  DOMAIN_GET_SECURITY_LABEL_LIST: procedure({
    args: domainArgs,
    result: struct({ labels: list(label, bounds.securityLabels), count: int }),
    access: 'domain:read',
    answer: async (call, { dom }) => {
      const labels = await (await domainOf(call, dom)).security.labels()
      return { labels: labels.map(wireLabel), count: labels.length }
    },
  }),
  DOMAIN_GET_LAUNCH_SECURITY_INFO: procedure({
    args: domainFlagsArgs,
    result: struct({ params: typedParameters(bounds.launchSecurity) }),
    access: 'domain:read-secure',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, { words: 4 })
      const found = await (await domainOf(call, dom)).security.launch()
      return { params: found ? launchSecurity.write(found) : [] }
    },
  }),
  DOMAIN_SET_LAUNCH_SECURITY_STATE: procedure({
    args: struct({ dom: domainHandle, params: typedParameters(bounds.launchSecurity), flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, params, flags }) => {
      refuseOtherFlags(flags, {})
      const secret = launchSecret.read(params)
      await (await domainOf(call, dom)).security.setLaunchSecret(secret)
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

function wireLabel({ label, enforcing }: SecurityLabel) {
  return { label, enforcing: enforcing ? 1 : 0 }
}
