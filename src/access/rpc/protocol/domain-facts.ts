import type { ControlInfo, Domain, MessageKind } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { int, list, struct, uint, type Xdr } from '../../../formats/xdr/index.ts'
import type { AccessClass } from './access.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { amount, bounds, type DomainHandle, domainArgs, domainFlagsArgs, intResult, text, textResult } from './types.ts'
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

/** virDomainMessageType */
export const messageFlags: Record<MessageKind, number> = { deprecation: 1, tainting: 2 }

/** virDomainControlState, virDomainControlErrorReason: in their orders. */
export const controlStates: readonly ControlInfo['state'][] = ['ok', 'job', 'occupied', 'error']
export const controlReasons: readonly ControlInfo['reason'][] = [undefined, 'unknown', 'monitor', 'internal']

/** What is known of a domain. */
export const domainFacts = {
  DOMAIN_GET_STATE: procedure({
    args: domainFlagsArgs,
    result: struct({ state: int, reason: int }),
    access: 'domain:read',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, {})
      return stateNumbers(await (await domainOf(call, dom)).status())
    },
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
      const asked = (flag: keyof typeof xmlFlags) => (flags & xmlFlags[flag]) !== 0
      const kinds = { updateCpu: asked('updateCpu'), migratable: asked('migratable') }
      const options = { inactive: asked('inactive'), secure: asked('secure'), ...kinds }
      const domain = await domainOf(call, dom)
      if ((options.secure || options.migratable) && !call.session.may('domain:read-secure', domain)) {
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
  DOMAIN_IS_UPDATED: number(domainArgs, async (domain) => Number(await domain.isUpdated())),
  DOMAIN_GET_MESSAGES: procedure({
    args: domainFlagsArgs,
    result: struct({ messages: list(text, bounds.messages) }),
    access: 'domain:read',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, messageFlags)
      const kinds = (Object.keys(messageFlags) as MessageKind[]).filter((kind) => flags & messageFlags[kind])
      return { messages: await (await domainOf(call, dom)).messages(kinds) }
    },
  }),
  DOMAIN_GET_CONTROL_INFO: procedure({
    args: domainFlagsArgs,
    result: struct({ state: uint, details: uint, age: amount }),
    access: 'domain:read',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, {})
      const { state, reason, age } = await (await domainOf(call, dom)).control()
      return { state: controlStates.indexOf(state), details: controlReasons.indexOf(reason), age: Math.floor(age) }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
