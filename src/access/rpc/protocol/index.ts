import { connection } from './connection.ts'
import { domainFacts } from './domain-facts.ts'
import { domainLife } from './domain-life.ts'
import { type ProcedureName, procedureNumbers } from './numbers.ts'
import type { Procedure } from './procedure.ts'

/** Every procedure of the `remote` program that is answered, by its name. */
export const procedures: Partial<Record<ProcedureName, Procedure>> = {
  ...connection,
  ...domainLife,
  ...domainFacts,
}

const byNumber = new Map(
  Object.entries(procedures).map(([name, row]) => [procedureNumbers[name as ProcedureName], { name, row }]),
)

export function procedureOf(number: number): { name: string; row: Procedure } | undefined {
  return byNumber.get(number)
}

/** Messages that are sent to those who asked for them. */
export const events: readonly ProcedureName[] = []
