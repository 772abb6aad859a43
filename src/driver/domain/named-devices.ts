import { type Domain, diskOfNode, parseDomain } from '../../model/domain/index.ts'
import type { DiskPlace, NamedDevices } from './happenings.ts'

/** The port by which libvirt's guests find their agent. */
export const agentPort = 'org.qemu.guest_agent.0'

type Disk = Domain['devices']['disk'][number]

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
    diskAt: (place) => devices().disk.find((disk) => isAt(disk, place, domainOf()))?.target?.dev,
    get interfaces() {
      return devices().interface.flatMap(({ mac, target, alias }) =>
        mac ? [{ name: target?.dev ?? alias?.name ?? '', mac: mac.address }] : [],
      )
    },
    get agent() {
      const found = devices().channel.find(({ target: { end } }) => end.type === 'virtio' && end.name === agentPort)
      if (!found) return undefined
      const { source, alias, target } = found
      return {
        alias: alias?.name ?? '',
        path: source.type === 'unix' && source.mode === 'bind' ? source.path : undefined,
        connected: target.end.type === 'virtio' && target.end.state === 'connected',
      }
    },
  }
}

/** A disk on a bus is known by its controller's address and its place there. */
function isAt(disk: Disk, { pci, bus, target, unit }: DiskPlace, { devices }: Domain): boolean {
  const { address } = disk
  if (address?.type === 'pci') return isSamePci(address, pci)
  if (address?.type !== 'drive' || address.bus !== bus || address.target !== target || address.unit !== unit)
    return false
  const controller = devices.controller.find(
    ({ type, index }) => type === disk.target?.bus && (index ?? 0) === (address.controller ?? 0),
  )
  return controller?.address?.type === 'pci' && isSamePci(controller.address, pci)
}

function isSamePci(one: Partial<DiskPlace['pci']>, other: DiskPlace['pci']): boolean {
  const parts = ['domain', 'bus', 'slot', 'function'] as const
  return parts.every((part) => (one[part] ?? 0) === other[part])
}

/** What a disk's image is called, as far as it is a file or a device of the host's. */
function pathOf({ source }: Disk): string {
  if (source.type === 'file') return source.file ?? ''
  if (source.type === 'block') return source.dev ?? ''
  return source.type === 'network' ? (source.name ?? '') : ''
}
