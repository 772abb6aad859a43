import { LodgeError } from '../../../base/errors.ts'
import { hyper, nothing, struct, uint, type Xdr } from '../../../formats/xdr/index.ts'
import type { AccessClass } from './access.ts'
import type { ProcedureName } from './numbers.ts'
import { procedure } from './procedure.ts'
import { domainFlagsArgs, domainHandle, domainResult, flags, text, textResult } from './types.ts'

interface Refusal<A, R> {
  args: Xdr<A>
  result: Xdr<R>
  access: AccessClass
}

function refusal<A, R>(call: string, { args, result, access }: Refusal<A, R>) {
  return procedure<A, R>({
    ...{ args, result, access, quick: true, refused: true },
    answer: () => {
      throw new LodgeError('NO_SUPPORT', `this function is not supported by the connection driver: ${call}`)
    },
  })
}

/** What other hypervisors' drivers of libvirt have, and that for QEMU has not: it says so in these words. */
export const refused = {
  DOMAIN_SEND_PROCESS_SIGNAL: refusal('virDomainSendProcessSignal', {
    args: struct({ dom: domainHandle, pid: hyper, signal: uint, flags }),
    result: nothing,
    access: 'domain:write',
  }),
  CONNECT_DOMAIN_XML_FROM_NATIVE: refusal('virConnectDomainXMLFromNative', {
    args: struct({ format: text, config: text, flags }),
    result: textResult,
    access: 'connect:write',
  }),
  DOMAIN_CREATE_WITH_FILES: refusal('virDomainCreateWithFiles', {
    args: domainFlagsArgs,
    result: domainResult,
    access: 'domain:start',
  }),
  DOMAIN_CREATE_XML_WITH_FILES: refusal('virDomainCreateXMLWithFiles', {
    args: struct({ xml: text, flags }),
    result: domainResult,
    access: 'domain:start',
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
