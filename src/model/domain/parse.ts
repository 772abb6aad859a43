import { LodgeError } from '../../base/errors.ts'
import { type Problem, problemToError } from '../../base/problems.ts'
import { readXml } from '../../formats/xml/reader.ts'
import { Reading } from '../../formats/xml/reading.ts'
import { qemuNamespace } from './qemu-namespace/xml.ts'
import { type Domain, domainElement } from './xml.ts'

/** Reads a domain and everything that is wrong with how it is written. Throws only where it is not XML or not a domain. */
export function readDomain(source: string, file?: string): { domain: Domain; problems: Problem[] } {
  const root = readXml(source, { file, prefixes: { qemu: qemuNamespace } })
  if (root.name !== 'domain') {
    throw new LodgeError('XML_ERROR', `the root element is '${root.name.slice(0, 80)}': expected 'domain'`, {
      where: file,
      position: root.position,
    })
  }
  const reading = new Reading(source)
  const domain = reading.inside('domain', () => domainElement.read(root, reading))
  return { domain, problems: reading.problems }
}

/** Reads a domain; throws the first error. What is unknown is ignored, as libvirt does. */
export function parseDomain(source: string, file?: string): Domain {
  const { domain, problems } = readDomain(source, file)
  const error = problems.find((problem) => problem.level === 'error')
  if (error) throw problemToError(error, file)
  return domain
}
