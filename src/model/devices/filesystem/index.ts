import { deviceKind } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { filesystemCapabilities } from './capabilities.ts'
import { checkFilesystem } from './check.ts'
import { filesystemParts } from './qemu.ts'
import { checkFilesystemStart } from './start.ts'
import { type Filesystem, filesystemElement } from './xml.ts'

export const filesystem = deviceKind<Filesystem>({
  element: filesystemElement,
  alias: (_, index) => `fs${index}`,
  complete(device) {
    device.type ??= 'mount'
    if (device.multidevs === 'default') delete device.multidevs
    if (!device.source?.socket) device.accessmode ??= 'passthrough'
  },
  check: checkFilesystem,
  address: (device, context) => (device.driver?.type === 'mtp' ? { bus: 'usb' } : virtioNeed(context, device.model)),
  needs: ({ driver, source, target, readonly }) => {
    const path = source?.dir ?? source?.socket
    const byHelper = driver?.type === 'virtiofs' && !source?.socket
    const access = readonly ? 'read' : 'write'
    return path ? [{ path, what: `filesystem ${target?.dir}`, access, shared: true, byHelper }] : []
  },
  start: checkFilesystemStart,
  capabilities: filesystemCapabilities,
  parts: filesystemParts,
})
