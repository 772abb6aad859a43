import type { DomainHappening, EventParameters, GraphicsAddress } from '../../../api/index.ts'
import {
  enumeration,
  int,
  mapped,
  type TypedParameter,
  typedParameters,
  uint,
  type Xdr,
} from '../../../formats/xdr/index.ts'
import { bounds } from './types.ts'

type Happening<E extends DomainHappening['event']> = Extract<DomainHappening, { event: E }>

/** virDomainEventWatchdogAction */
export const watchdogAction = enumeration<Happening<'watchdog'>['action']>({
  ...{ none: 0, pause: 1, reset: 2, poweroff: 3, shutdown: 4, debug: 5, 'inject-nmi': 6 },
})

/** virDomainEventIOErrorAction */
export const ioErrorAction = enumeration<Happening<'io-error'>['action']>({ none: 0, pause: 1, report: 2 })

/** virDomainEventGraphicsPhase */
export const graphicsPhase = enumeration<Happening<'graphics'>['phase']>({ connect: 0, initialize: 1, disconnect: 2 })

/** virDomainEventGraphicsAddressType */
export const graphicsFamily = enumeration<GraphicsAddress['family']>({ ipv4: 0, ipv6: 1, unix: 2 })

/** virDomainBlockJobType */
export const blockJobType = enumeration<Happening<'block-job'>['type']>({
  ...{ unknown: 0, pull: 1, copy: 2, commit: 3, 'active commit': 4, backup: 5 },
})

/** virConnectDomainEventBlockJobStatus */
export const blockJobStatus = enumeration<Happening<'block-job'>['status']>({
  ...{ completed: 0, failed: 1, canceled: 2, ready: 3 },
})

/** virConnectDomainEventDiskChangeReason */
export const diskChangeReason = enumeration<Happening<'disk-change'>['reason']>({
  ...{ 'changed missing on start': 0, 'dropped missing on start': 1 },
})

/** virDomainEventTrayChangeReason */
export const trayState = enumeration<Happening<'tray-change'>['tray']>({ open: 0, closed: 1 })

/** virConnectDomainEventAgentLifecycleState, and its reason */
export const agentState = enumeration<Happening<'agent-lifecycle'>['state']>({ connected: 1, disconnected: 2 })
export const agentReason = enumeration<Happening<'agent-lifecycle'>['reason']>({
  ...{ unknown: 0, 'domain started': 1, 'channel event': 2 },
})

/** virDomainMetadataType */
export const metadataKind = enumeration<Happening<'metadata-change'>['kind']>({ description: 0, title: 1, element: 2 })

/** virDomainMemoryFailureRecipientType, virDomainMemoryFailureActionType */
export const failureRecipient = enumeration<Happening<'memory-failure'>['recipient']>({ hypervisor: 0, guest: 1 })
export const failureAction = enumeration<Happening<'memory-failure'>['action']>({
  ...{ ignore: 0, inject: 1, fatal: 2, reset: 3 },
})

type FailureFlags = Pick<Happening<'memory-failure'>, 'actionRequired' | 'recursive'>

/** virDomainMemoryFailureFlags */
export const failureFlags: Xdr<FailureFlags> = mapped(uint, {
  read: (bits) => ({ actionRequired: (bits & 1) !== 0, recursive: (bits & 2) !== 0 }),
  write: ({ actionRequired, recursive }) => (actionRequired ? 1 : 0) | (recursive ? 2 : 0),
})

/** Why a guest fell asleep or woke up; libvirt knows one reason, which is none. */
export const noReason: Xdr<undefined> = mapped(int, { read: () => undefined, write: () => 0 })

/** The few that are a C `int`; other numbers are counters. */
const intParameters = new Set(['type', 'operation'])

/** What an event tells by name. */
export const eventParameters: Xdr<EventParameters> = mapped(typedParameters(bounds.eventParameters), {
  read: (parameters) => Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
  write: (values) => Object.entries(values).map(([name, value]) => parameterOf(name, value)),
})

function parameterOf(name: string, value: EventParameters[string]): TypedParameter {
  if (typeof value === 'string') return { name, type: 'string', value }
  if (typeof value === 'boolean') return { name, type: 'boolean', value }
  if (typeof value === 'number' && intParameters.has(name)) return { name, type: 'int', value }
  return { name, type: 'ullong', value: BigInt(value) }
}
