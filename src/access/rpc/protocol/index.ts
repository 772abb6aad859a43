import { connection } from './connection.ts'
import { console } from './console.ts'
import { domainFacts } from './domain-facts.ts'
import { domainLife } from './domain-life.ts'
import { domainEvents } from './events.ts'
import { node } from './node.ts'
import { type ProcedureName, procedureNumbers } from './numbers.ts'
import type { Procedure } from './procedure.ts'
import { watches } from './watches.ts'

/** Every procedure of the `remote` program that is answered, by its name. */
export const procedures: Partial<Record<ProcedureName, Procedure>> = {
  ...connection,
  ...node,
  ...domainLife,
  ...domainFacts,
  ...console,
  ...watches,
}

const byNumber = new Map(
  Object.entries(procedures).map(([name, row]) => [procedureNumbers[name as ProcedureName], { name, row }]),
)

export function procedureOf(number: number): { name: string; row: Procedure } | undefined {
  return byNumber.get(number)
}

/** Messages that are sent to those who asked for them. */
export const events: readonly ProcedureName[] = Object.values(domainEvents).flatMap(({ message, legacy }) =>
  legacy ? [message, legacy] : [message],
)
