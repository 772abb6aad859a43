import { LodgeError } from '../../base/errors.ts'
import type { Problem } from '../../base/problems.ts'
import type { HostView } from '../qemu/host.ts'
import { Report } from '../report.ts'
import { checkDomain } from './check.ts'
import { completeDomain } from './complete.ts'
import { readDomain } from './parse.ts'

/**
 * Everything that is wrong with a definition on this host: how it is written, what Lodge doesn't know in it, and what this
 * host's QEMU cannot do. Nothing where it could be started.
 */
export function reviewDomain(source: string, host: HostView, file?: string): Problem[] {
  const report = new Report()
  try {
    const { domain, problems } = readDomain(source, file)
    report.problems.push(...problems)
    // what is written wrongly is missing from the domain, and would only be complained about again
    if (!problems.some(({ level }) => level === 'error')) checkDomain(completeDomain(domain, host, { report }))
  } catch (thrown) {
    if (!(thrown instanceof LodgeError)) throw thrown
    report.problems.push(asProblem(thrown))
  }
  return inOrder(report.problems)
}

function asProblem({ code, message, position, hint }: LodgeError): Problem {
  return { level: 'error', code, message: hint ? `${message}: ${hint}` : message, position }
}

/** As they stand in the document. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const line = ({ position }: Problem) => position?.line ?? Number.POSITIVE_INFINITY
  const column = ({ position }: Problem) => position?.column ?? 0
  return problems.toSorted((a, b) => line(a) - line(b) || column(a) - column(b))
}
