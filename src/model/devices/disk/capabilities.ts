import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'
import { hasVirtio, virtioModels } from '../shared/virtio.ts'

export function diskCapabilities(context: CapabilityContext): DeviceCapabilities {
  const { machine, qemu } = context
  const floppies = !machine.isPseries
  const buses = {
    ide: machine.hasBuiltinIde,
    fdc: floppies,
    scsi: qemu.hasType('scsi-hd'),
    virtio: hasVirtio('virtio-blk', context),
    usb: qemu.hasType('usb-storage'),
    sata: qemu.hasType('ich9-ahci'),
  }
  return {
    diskDevice: ['disk', 'cdrom', ...(floppies ? ['floppy'] : []), 'lun'],
    bus: Object.entries(buses).flatMap(([bus, there]) => (there ? [bus] : [])),
    model: virtioModels('virtio-blk', context),
  }
}
