import type { HostView } from '../../../qemu/host.ts'
import type { SourceOf, StorageSource } from './xml.ts'

/** The source itself, or, for a volume of a pool, where that is; undefined where the pool or the volume isn't there. */
export function resolveVolume(source: StorageSource, host: HostView): StorageSource | undefined {
  if (source.type !== 'volume') return source
  const place = host.volume(source.pool ?? '', source.volume ?? '')
  if (!place) return undefined
  const { slices, seclabel, auth, encryption, reservations } = source
  const kept = { slices, seclabel, auth, encryption, reservations }
  if (place.iscsi && source.mode === 'direct') return { ...kept, ...iscsiSource(place.iscsi) }
  switch (place.type) {
    case 'file':
      return { ...kept, type: 'file', file: place.path }
    case 'dir':
      return { ...kept, type: 'dir', dir: place.path }
    case 'block':
      return { ...kept, type: 'block', dev: place.path }
  }
}

function iscsiSource(place: { host: string; port: number; target: string; lun: number }): SourceOf<'network'> {
  const { host, port, target, lun } = place
  return { type: 'network', protocol: 'iscsi', name: `${target}/${lun}`, host: [{ name: host, port: String(port) }] }
}

/** Where an image is on this host; undefined where it is elsewhere, or comes as descriptors and its path is but a name. */
export function localPath(source: StorageSource): string | undefined {
  switch (source.type) {
    case 'file':
      return source.fdgroup === undefined ? source.file : undefined
    case 'block':
      return source.dev
    case 'dir':
      return source.dir
    default:
      return undefined
  }
}
