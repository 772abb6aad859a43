import type { SecurityLabel } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { int, list, nothing, struct, typedParameters } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure } from './procedure.ts'
import { bounds, chars, domainArgs, domainFlagsArgs } from './types.ts'

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
    answer: async (call, { dom }) => {
      const domain = await domainOf(call, dom)
      if (!(await domain.xml()).includes('<launchSecurity')) return { params: [] }
      throw new LodgeError('NO_SUPPORT', 'what QEMU has measured at the start of a guest is not told')
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

function wireLabel({ label, enforcing }: SecurityLabel) {
  return { label, enforcing: enforcing ? 1 : 0 }
}
