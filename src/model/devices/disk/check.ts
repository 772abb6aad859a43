import { originOf } from '../../../formats/xml/reading.ts'
import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { isEmpty } from '../shared/storage/nodes.ts'
import { checkDriver } from './check-driver.ts'
import { checkSource } from './check-source.ts'
import { busOf } from './defaults.ts'
import { type DiskBus, parseTarget } from './target.ts'
import type { Disk } from './xml.ts'

export function checkDisk(disk: Disk, context: DeviceContext, report: Report): void {
  const name = disk.target?.dev
  if (name === undefined) {
    report.error('NO_TARGET', disk, 'a disk needs <target dev=…>: the name that gives its place on its bus')
    return
  }
  const given = originOf(disk)?.children.some((child) => child.name === 'address')
  if (!given && !parseTarget(name)) {
    report.invalid(disk.target, `'${name}' is no disk name (hda, sdb, vdc, …), and the disk has no address`)
  }
  for (const rule of rules) {
    const fault = rule(disk, busOf(disk), context)
    if (fault) report.unsupported(disk, `disk '${name}' ${fault}`)
  }
  checkDriver(disk, context, report)
  checkSource(disk, context, report)
}

type Rule = (disk: Disk, bus: DiskBus, context: DeviceContext) => string | false | undefined

const placeOfBus: Partial<Record<DiskBus, readonly string[]>> = {
  ide: ['drive'],
  sata: ['drive'],
  scsi: ['drive'],
  fdc: ['drive'],
  usb: ['usb'],
  virtio: ['pci', 'ccw', 'virtio-mmio', 'virtio-s390'],
}

/** What a drive is, where it sits, and what it says of itself. */
const rules: readonly Rule[] = [
  ({ address }, bus) =>
    address &&
    placeOfBus[bus] &&
    !placeOfBus[bus]?.includes(address.type) &&
    `is on bus '${bus}' but has an address of type '${address.type}': expected '${placeOfBus[bus]?.[0]}'`,
  (_, bus) => ['xen', 'uml'].includes(bus) && `is on bus '${bus}', which QEMU does not have`,
  ({ source, device }) =>
    isEmpty(source) &&
    device !== 'cdrom' &&
    device !== 'floppy' &&
    'has no source: only CD-ROM and floppy drives may be empty',
  ({ source }, bus) => isEmpty(source) && bus === 'usb' && 'is on USB and has no source: it may not be empty',
  ({ device }, bus) => device === 'floppy' && bus !== 'fdc' && `is a floppy on bus '${bus}': expected 'fdc'`,
  ({ device }, bus) =>
    device !== 'floppy' && bus === 'fdc' && `is a ${device} on bus 'fdc', which is for floppies only`,
  ({ device }, bus) => device === 'cdrom' && bus === 'virtio' && 'is a CD-ROM on virtio, where media cannot be ejected',
  ({ device }, bus) =>
    device === 'lun' && !['scsi', 'virtio'].includes(bus) && `is a lun on bus '${bus}': expected 'scsi' or 'virtio'`,
  ({ device, source }) =>
    device === 'lun' &&
    !(
      source.type === 'block' ||
      source.type === 'volume' ||
      (source.type === 'network' && source.protocol === 'iscsi')
    ) &&
    'is a lun, which needs a block device or an iSCSI unit as its source',
  ({ device, driver }) => device === 'lun' && driver?.type !== 'raw' && "is a lun, whose format can only be 'raw'",
  ({ device }, bus, { qemu }) =>
    device === 'lun' &&
    bus === 'virtio' &&
    !qemu.deviceHas('virtio-blk-pci', 'scsi') &&
    `is a lun on virtio, for which ${qemu.binary} no longer passes SCSI commands on: use bus='scsi'`,
  ({ rawio, sgio, device }) =>
    (rawio !== undefined || sgio) && device !== 'lun' && 'has rawio or sgio, which are for luns only',
  ({ model }, bus) => model && bus !== 'virtio' && `has model='${model}', which is for virtio disks only`,
  ({ wwn }) =>
    wwn !== undefined && !/^[0-9a-fA-F]{16}$/.test(wwn) && `has the WWN '${wwn}': expected 16 hexadecimal digits`,
  ({ wwn }, bus) =>
    wwn !== undefined && !['ide', 'sata', 'scsi'].includes(bus) && 'has a WWN, which is for ide, sata and scsi only',
  ({ vendor }, bus) => vendor !== undefined && bus !== 'scsi' && 'has a vendor, which is for scsi disks only',
  ({ vendor }) =>
    vendor !== undefined && !printable(vendor, 8) && 'has a vendor that is not 1 to 8 printable characters',
  ({ product }, bus) =>
    product !== undefined &&
    !['scsi', 'ide', 'sata'].includes(bus) &&
    'has a product, which is for scsi, ide and sata only',
  ({ product }, bus) =>
    product !== undefined &&
    !printable(product, bus === 'scsi' ? 16 : 40) &&
    `has a product that is not 1 to ${bus === 'scsi' ? 16 : 40} printable characters`,
  ({ target, device }) =>
    target?.tray &&
    device !== 'cdrom' &&
    device !== 'floppy' &&
    'has a tray, which is for CD-ROM and floppy drives only',
  ({ target }, bus) =>
    target?.removable !== undefined && !['usb', 'scsi'].includes(bus) && 'is removable, which is for usb and scsi only',
  ({ target }, bus) =>
    target?.rotation_rate !== undefined &&
    !['scsi', 'ide', 'sata'].includes(bus) &&
    'has a rotation rate, which is for scsi, ide and sata only',
  ({ geometry }, bus) =>
    geometry &&
    !['ide', 'virtio', 'scsi', 'usb', 'sata'].includes(bus) &&
    `has a geometry, which bus '${bus}' does not tell the guest`,
  ({ iotune, throttlefilters }) =>
    iotune && throttlefilters && 'has both <iotune> and <throttlefilters>: expected one of them',
  ({ shareable, readonly, driver }) =>
    shareable &&
    !readonly &&
    driver?.type !== 'raw' &&
    `is shareable, which the format '${driver?.type}' does not allow`,
]

function printable(text: string, most: number): boolean {
  return text.length >= 1 && text.length <= most && /^[\x20-\x7e]*$/.test(text)
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
