import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'

export function hostdevCapabilities({ qemu }: CapabilityContext): DeviceCapabilities {
  const types = { usb: 'usb-host', pci: 'vfio-pci', scsi: 'scsi-generic' }
  return {
    mode: ['subsystem'],
    startupPolicy: ['default', 'mandatory', 'requisite', 'optional'],
    subsysType: Object.entries(types).flatMap(([type, device]) => (qemu.hasType(device) ? [type] : [])),
    capsType: [],
    pciBackend: qemu.hasType('vfio-pci') ? ['default', 'vfio'] : [],
  }
}
