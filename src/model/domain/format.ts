import { writeXml } from '../../formats/xml/writer.ts'
import { qemuNamespace } from './qemu-namespace/xml.ts'
import { type Domain, domainElement } from './xml.ts'

export interface FormatOptions {
  /** Passwords too. */
  secrets?: boolean
}

/** The domain as libvirt writes it: order, quotes and indentation. */
export function formatDomain(domain: Domain, { secrets = false }: FormatOptions = {}): string {
  const output = domainElement.write(domain, { secrets })
  if (domain.commandline || domain.capabilities || domain.override || domain.deprecation)
    output.attribute('xmlns:qemu', qemuNamespace)
  return writeXml(output)
}
