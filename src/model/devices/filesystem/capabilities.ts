import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'
import { hasVirtio } from '../shared/virtio.ts'

export function filesystemCapabilities(context: CapabilityContext): DeviceCapabilities {
  const types = {
    path: hasVirtio('virtio-9p', context),
    handle: hasVirtio('virtio-9p', context),
    virtiofs: hasVirtio('vhost-user-fs', context) && context.host.vhostUser('fs') !== undefined,
    mtp: context.qemu.hasType('usb-mtp'),
  }
  const driverType = Object.entries(types).flatMap(([type, there]) => (there ? [type] : []))
  return driverType.length > 0 ? { driverType } : undefined
}
