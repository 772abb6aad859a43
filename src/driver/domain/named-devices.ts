import { type Domain, diskOfNode, parseDomain } from '../../model/domain/index.ts'
import type { NamedDevices } from './happenings.ts'

/** The port by which libvirt's guests find their agent. */
export const agentPort = 'org.qemu.guest_agent.0'

/** What a running guest's definition says of names; it is read when the first is asked for. */
export function namedDevices(xmlOf: () => string): NamedDevices {
  let known: { xml: string; domain: Domain } | undefined
  const devices = (): Domain['devices'] => domainOf().devices
  const domainOf = (): Domain => {
    const xml = xmlOf()
    if (known?.xml !== xml) known = { xml, domain: parseDomain(xml) }
    return known.domain
  }
  return {
    disk({ alias, node }) {
      const found =
        (alias && devices().disk.find((disk) => disk.alias?.name === alias)) ||
        (node && diskOfNode(domainOf(), node)) ||
        undefined
      return found && { alias: found.alias?.name ?? '', target: found.target?.dev ?? '', path: pathOf(found) }
    },
    isAgent: (port) =>
      devices().channel.some(
        ({ alias, target: { end } }) => alias?.name === port && end.type === 'virtio' && end.name === agentPort,
      ),
  }
}

/** What a disk's image is called, as far as it is a file or a device of the host's. */
function pathOf({ source }: Domain['devices']['disk'][number]): string {
  if (source.type === 'file') return source.file ?? ''
  if (source.type === 'block') return source.dev ?? ''
  return source.type === 'network' ? (source.name ?? '') : ''
}
