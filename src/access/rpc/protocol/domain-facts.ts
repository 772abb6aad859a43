import type { Domain } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { int, list, struct, uint, type Xdr } from '../../../formats/xdr/index.ts'
import type { AccessClass } from './access.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import {
  amount,
  bounds,
  chars,
  type DomainHandle,
  domainArgs,
  domainFlagsArgs,
  intResult,
  text,
  textResult,
} from './types.ts'
import { stateNumbers } from './words.ts'

interface OfDomain {
  dom: DomainHandle
}

interface Question<A extends OfDomain, R> {
  args: Xdr<A>
  result: Xdr<R>
  access?: AccessClass
  of(domain: Domain): R | Promise<R>
}

/** Asks one thing of a domain. */
function question<A extends OfDomain, R>({ args, result, access = 'domain:read', of }: Question<A, R>) {
  return procedure({ args, result, access, answer: async (call, { dom }) => of(await domainOf(call, dom)) })
}

/** A number of a domain that needs no more than the domain itself. */
function number<A extends OfDomain>(args: Xdr<A>, of: (domain: Domain) => number | Promise<number>) {
  return question({ args, result: intResult, of: async (domain) => ({ value: await of(domain) }) })
}

/** virDomainXMLFlags */
const xmlFlags = { secure: 1, inactive: 2, updateCpu: 4, migratable: 8 } as const

/** virDomainJobInfo: a kind of job, and how far it has come; there is none. */
const jobInfo = struct({
  ...{ type: int, timeElapsed: amount, timeRemaining: amount, dataTotal: amount, dataProcessed: amount },
  ...{ dataRemaining: amount, memTotal: amount, memProcessed: amount, memRemaining: amount },
  ...{ fileTotal: amount, fileProcessed: amount, fileRemaining: amount },
})

const noJob = {
  ...{ type: 0, timeElapsed: 0, timeRemaining: 0, dataTotal: 0, dataProcessed: 0, dataRemaining: 0 },
  ...{ memTotal: 0, memProcessed: 0, memRemaining: 0, fileTotal: 0, fileProcessed: 0, fileRemaining: 0 },
}

/** What is known of a domain. */
export const domainFacts = {
  DOMAIN_GET_STATE: question({
    args: domainFlagsArgs,
    result: struct({ state: int, reason: int }),
    of: async (domain) => stateNumbers(await domain.status()),
  }),
  DOMAIN_GET_INFO: question({
    args: domainArgs,
    result: struct({ state: uint, maxMemory: amount, memory: amount, vcpus: uint, cpuTime: amount }),
    of: async (domain) => {
      const [info, status] = await Promise.all([domain.info(), domain.status()])
      return { ...info, state: stateNumbers(status).state }
    },
  }),
  DOMAIN_GET_XML_DESC: procedure({
    args: domainFlagsArgs,
    result: textResult,
    access: 'domain:read',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, xmlFlags)
      const options = { inactive: (flags & xmlFlags.inactive) !== 0, secure: (flags & xmlFlags.secure) !== 0 }
      const domain = await domainOf(call, dom)
      if (options.secure && !call.session.may('domain:read-secure', domain)) {
        throw new LodgeError('OPERATION_DENIED', 'operation forbidden: read only access prevents reading secrets')
      }
      return { text: await domain.xml(options) }
    },
  }),
  DOMAIN_GET_OS_TYPE: question({
    args: domainArgs,
    result: textResult,
    of: async (domain) => ({ text: (await domain.info()).osType }),
  }),
  DOMAIN_GET_MAX_MEMORY: question({
    args: domainArgs,
    result: struct({ memory: amount }),
    of: async (domain) => ({ memory: (await domain.info()).maxMemory }),
  }),
  DOMAIN_GET_MAX_VCPUS: number(domainArgs, async (domain) => (await domain.info()).maxVcpus),
  DOMAIN_IS_ACTIVE: number(domainArgs, async (domain) => Number(await domain.isActive())),
  DOMAIN_IS_PERSISTENT: number(domainArgs, async (domain) => Number(await domain.isPersistent())),
  DOMAIN_IS_UPDATED: number(domainArgs, () => 0),
  DOMAIN_GET_AUTOSTART_ONCE: number(domainArgs, () => 0),
  DOMAIN_HAS_MANAGED_SAVE_IMAGE: number(domainFlagsArgs, () => 0),
  DOMAIN_SNAPSHOT_NUM: number(domainFlagsArgs, () => 0),
  DOMAIN_GET_SECURITY_LABEL: question({
    args: domainArgs,
    result: struct({ label: chars(bounds.securityText), enforcing: int }),
    of: () => ({ label: '', enforcing: 0 }),
  }),
  DOMAIN_GET_MESSAGES: question({
    args: domainFlagsArgs,
    result: struct({ messages: list(text, bounds.messages) }),
    of: () => ({ messages: [] }),
  }),
  DOMAIN_GET_CONTROL_INFO: question({
    args: domainFlagsArgs,
    result: struct({ state: uint, details: uint, since: amount }),
    of: () => ({ state: 0, details: 0, since: 0 }),
  }),
  DOMAIN_GET_JOB_INFO: question({ args: domainArgs, result: jobInfo, of: () => noJob }),
} satisfies Partial<Record<ProcedureName, unknown>>
