import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { isEmpty } from '../shared/storage/nodes.ts'
import { busOf } from './defaults.ts'
import { parseTarget } from './target.ts'
import type { Disk } from './xml.ts'

export function checkDisk(disk: Disk, _context: DeviceContext, report: Report): void {
  const bus = busOf(disk)
  const name = disk.target?.dev
  if (name === undefined) {
    report.error('NO_TARGET', disk, 'a disk needs <target dev=…>: the name that gives its place on its bus')
    return
  }
  if (!disk.address && bus !== 'virtio' && !parseTarget(name)) {
    report.invalid(disk.target, `'${name}' is no disk name (hda, sdb, vdc, …), and the disk has no address`)
  }
  if (isEmpty(disk.source) && disk.device !== 'cdrom' && disk.device !== 'floppy') {
    report.unsupported(disk, `disk '${name}' has no source: only CD-ROM and floppy drives may be empty`)
  }
  if (isEmpty(disk.source) && bus === 'usb')
    report.unsupported(disk, `disk '${name}' on USB has no source: it may not be empty`)
}

/** What disks must not have in common. */
export function checkDisks(disks: readonly Disk[], _context: DeviceContext, report: Report): void {
  const names = new Set<string>()
  for (const disk of disks) {
    const name = disk.target?.dev
    if (name === undefined) continue
    if (names.has(name)) report.invalid(disk, `two disks are called '${name}': each needs a <target dev> of its own`)
    names.add(name)
  }
}
