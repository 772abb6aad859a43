import { formatDomain, migratableDomain, migratableRun, parseDomain } from '../../model/domain/index.ts'

/** Of a definition, or of the run that was started from it. Whoever defines it elsewhere needs its passwords. */
export function migratableXml(definition: string, live?: string): string {
  const from = parseDomain(definition)
  const domain = live === undefined ? migratableDomain(from) : migratableRun(parseDomain(live), from)
  return formatDomain(domain, { secrets: true })
}
