import { agentCommand, agentPatience } from './agent-command.ts'
import { connection } from './connection.ts'
import { console } from './console.ts'
import { domainAgent } from './domain-agent.ts'
import { domainDefinitions } from './domain-definitions.ts'
import { domainDescriptors } from './domain-descriptors.ts'
import { domainDiskUse } from './domain-disk-use.ts'
import { domainFacts } from './domain-facts.ts'
import { domainIothreads } from './domain-iothreads.ts'
import { domainJob } from './domain-job.ts'
import { domainLife } from './domain-life.ts'
import { domainLimits } from './domain-limits.ts'
import { domainLookup } from './domain-lookup.ts'
import { domainMemory } from './domain-memory.ts'
import { domainMetadata } from './domain-metadata.ts'
import { domainPanel } from './domain-panel.ts'
import { domainPlacement } from './domain-placement.ts'
import { domainSecurity } from './domain-security.ts'
import { domainSnapshots } from './domain-snapshots.ts'
import { domainStatistics } from './domain-statistics.ts'
import { domainTuning } from './domain-tuning.ts'
import { domainUse } from './domain-use.ts'
import { domainVcpus } from './domain-vcpus.ts'
import { domainEvents } from './events.ts'
import { graphics } from './graphics.ts'
import { identity } from './identity.ts'
import { interfaceAddresses } from './interface-addresses.ts'
import { lodgeProcedures, lodgeProgram } from './lodge.ts'
import { monitorEvents } from './monitor-events.ts'
import { native, qemuProgram } from './native.ts'
import { networks } from './networks.ts'
import { node } from './node.ts'
import { nodeChanges } from './node-changes.ts'
import { nodeDevices } from './node-devices.ts'
import { type ProcedureName, procedureNumbers, qemuProcedures } from './numbers.ts'
import { nwfilters } from './nwfilters.ts'
import type { Procedure } from './procedure.ts'
import { programs } from './programs.ts'
import { refused } from './refused.ts'
import { secrets } from './secrets.ts'
import { storage } from './storage.ts'
import { watches } from './watches.ts'

/** Every procedure of the `remote` program that is answered, by its name, with its types. */
const rows = {
  ...connection,
  ...identity,
  ...node,
  ...nodeChanges,
  ...domainLookup,
  ...domainDefinitions,
  ...domainDescriptors,
  ...domainLife,
  ...domainFacts,
  ...domainSecurity,
  ...domainSnapshots,
  ...domainStatistics,
  ...domainUse,
  ...domainDiskUse,
  ...domainPlacement,
  ...domainJob,
  ...domainMetadata,
  ...domainMemory,
  ...domainVcpus,
  ...domainTuning,
  ...domainLimits,
  ...domainPanel,
  ...domainIothreads,
  ...domainAgent,
  ...agentPatience,
  ...interfaceAddresses,
  ...console,
  ...graphics,
  ...watches,
  ...native,
  ...networks,
  ...storage,
  ...nodeDevices,
  ...secrets,
  ...nwfilters,
  ...refused,
}

export type Rows = typeof rows
const qemuRows = { ...qemuProgram, ...monitorEvents, ...agentCommand }
export type QemuRows = typeof qemuRows
export type LodgeRows = typeof lodgeProgram

export const procedures: Partial<Record<ProcedureName, Procedure>> = rows

export const qemuProgramProcedures: Partial<Record<keyof typeof qemuProcedures, Procedure>> = qemuRows

/** Messages that are sent to those who asked for them. */
export const events: readonly ProcedureName[] = [
  ...Object.values(domainEvents).flatMap(({ message, legacy }) => (legacy ? [message, legacy] : [message])),
  'CONNECT_EVENT_CONNECTION_CLOSED',
]

interface Named {
  name: string
  row: Procedure
}

function byNumber(rows: Record<string, Procedure>, numbers: Record<string, number>): Map<number | undefined, Named> {
  return new Map(Object.entries(rows).map(([name, row]) => [numbers[name], { name, row }]))
}

const tables = new Map<number, Map<number | undefined, Named>>([
  [programs.remote.number, byNumber(procedures, procedureNumbers)],
  [programs.qemu.number, byNumber(qemuProgramProcedures, qemuProcedures)],
  [programs.lodge.number, byNumber(lodgeProgram, lodgeProcedures)],
])

export function procedureOf(program: number, number: number): Named | undefined {
  return tables.get(program)?.get(number)
}

const names = new Map<number, Map<number, string>>(
  Object.entries({ remote: procedureNumbers, qemu: qemuProcedures, lodge: lodgeProcedures }).map(
    ([program, numbers]) => [
      programs[program as 'remote' | 'qemu' | 'lodge'].number,
      new Map(Object.entries(numbers).map(([name, number]) => [number, name])),
    ],
  ),
)

/** A procedure's number, with its name where it has one. */
export function nameOf(program: number, number: number): string {
  const name = names.get(program)?.get(number)
  return name ? `${number} (${name})` : `${number}`
}
