import type { DeviceContext } from '../context.ts'
import { defaultPorts } from '../shared/storage/protocols.ts'
import type { StorageSource } from '../shared/storage/xml.ts'
import { busOfTarget, type DiskBus, parseTarget } from './target.ts'
import type { Disk } from './xml.ts'

/** The bus of a disk that may not say it. */
export function busOf(disk: Disk): DiskBus {
  if (disk.target?.bus) return disk.target.bus
  if (disk.device === 'floppy') return 'fdc'
  return busOfTarget(disk.target?.dev ?? '') ?? 'ide'
}

/**
 * libvirt keeps disks of one bus in the order of their names: each stands before the first of its bus that comes after it,
 * or behind the last.
 */
export function arrangeDisks(disks: Disk[]): void {
  const given = disks.splice(0)
  const index = (disk: Disk) => parseTarget(disk.target?.dev ?? '')?.index ?? -1
  for (const disk of given) {
    const later = disks.findIndex((other) => busOf(other) === busOf(disk) && index(other) > index(disk))
    const last = disks.findLastIndex((other) => busOf(other) === busOf(disk))
    disks.splice(later >= 0 ? later : last >= 0 ? last + 1 : disks.length, 0, disk)
  }
}

export function completeDisk(disk: Disk, _context: DeviceContext): void {
  disk.device ??= 'disk'
  disk.target ??= {}
  disk.target.bus = busOf(disk)
  disk.driver ??= {}
  disk.driver.name ??= 'qemu'
  disk.driver.type ??= disk.source.type === 'dir' ? 'fat' : 'raw'
  dropDefaults(disk)
  if (disk.device === 'cdrom') disk.readonly = true
  if (disk.source.type === 'vhostuser') disk.snapshot ??= 'no'
  else if (disk.snapshot === 'no' && disk.readonly) delete disk.snapshot
  if (disk.target.tray === 'closed') delete disk.target.tray
  if (disk.encryption) disk.encryption.engine ??= 'qemu'
  completeSource(disk.source)
  for (let below = disk.backingStore; below; below = below.backingStore) {
    below.index = undefined
    if (below.source) completeSource(below.source)
  }
  completeAddress(disk)
}

function completeSource(source: StorageSource): void {
  // it was a run's
  source.index = undefined
  if (source.encryption) source.encryption.engine ??= 'qemu'
  // a label that says nothing is not kept
  const labels = source.seclabel?.filter(({ label, relabel }) => label || relabel === false)
  source.seclabel = labels && labels.length > 0 ? labels : undefined
  if (source.type !== 'network') return
  for (const host of source.host) {
    if (host.transport !== 'unix') host.port ??= defaultPorts[source.protocol ?? '']
  }
}

/** The word `default` says nothing, and is not written back. */
function dropDefaults(disk: Disk): void {
  const { driver } = disk
  for (const key of ['cache', 'error_policy', 'rerror_policy', 'io', 'discard', 'detect_zeroes'] as const) {
    if (driver?.[key] === 'default') delete driver[key]
  }
  if (disk.snapshot === 'default') delete disk.snapshot
  if (disk.sgio === 'default') delete disk.sgio
}

const places: Partial<Record<DiskBus, (index: number) => { controller: number; bus: number; unit: number }>> = {
  ide: (index) => ({ controller: index >> 2, bus: (index & 3) >> 1, unit: index & 1 }),
  sata: (index) => ({ controller: Math.floor(index / 6), bus: 0, unit: index % 6 }),
  fdc: (index) => ({ controller: index >> 1, bus: 0, unit: index & 1 }),
  // sixteen units on a wide bus, of which the controller itself is the seventh
  scsi: (index) => {
    const unit = index % 15
    return { controller: Math.floor(index / 15), bus: 0, unit: unit >= 7 ? unit + 1 : unit }
  },
}

/** A drive's place follows from its name. */
function completeAddress(disk: Disk): void {
  const { address } = disk
  if (address?.type === 'drive') {
    disk.address = {
      ...address,
      controller: address.controller ?? 0,
      bus: address.bus ?? 0,
      target: address.target ?? 0,
      unit: address.unit ?? 0,
    }
  }
  const target = parseTarget(disk.target?.dev ?? '')
  const place = places[busOf(disk)]
  if (!address && target && place) disk.address = { type: 'drive', target: 0, ...place(target.index) }
}
