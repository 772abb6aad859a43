import { nothing, struct, typedParameters } from '../../../formats/xdr/index.ts'
import type { Identity } from '../../chain/identity.ts'
import type { ProcedureName } from './numbers.ts'
import { readParameters } from './parameters.ts'
import { procedure, refuseOtherFlags } from './procedure.ts'
import { bounds, flags } from './types.ts'

/** VIR_CONNECT_IDENTITY_* */
const identityParameters = {
  'user-name': ['string'],
  'unix-user-id': ['ullong'],
  'group-name': ['string'],
  'unix-group-id': ['ullong'],
  'process-id': ['llong'],
  'process-time': ['ullong'],
  'sasl-user-name': ['string'],
  'x509-distinguished-name': ['string'],
  'selinux-context': ['string'],
} as const

/** Of no user and no group. */
const nobody = 0xffff_ffff

/** Who passes on what others ask says for whom that is. */
export const identity = {
  CONNECT_SET_IDENTITY: procedure({
    args: struct({ params: typedParameters(bounds.identityParameters), flags }),
    result: nothing,
    access: 'connect:write',
    answer: ({ session }, { params, flags }) => {
      refuseOtherFlags(flags, {})
      const values = readParameters(params, identityParameters)
      if (params.length > 0) session.actFor(identityOf(values))
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

/** Names of users are not looked up: whoever passes on has numbers, from the kernel. */
function identityOf(values: ReturnType<typeof readParameters<typeof identityParameters>>): Identity {
  const { 'unix-user-id': uid, 'unix-group-id': gid = nobody, 'x509-distinguished-name': certificate } = values
  if (uid === undefined && certificate !== undefined) return { door: 'tls', readOnly: false, certificate }
  const process = { pid: values['process-id'] ?? 0, uid: uid ?? nobody, gid, groups: [gid] }
  return { door: 'unix', readOnly: false, process, certificate }
}
