import type { DeviceContext } from '../context.ts'
import { type AddressNeed, deviceKind } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { hostdevCapabilities } from './capabilities.ts'
import { checkHostdev, checkHostdevs } from './check.ts'
import { hostdevParts } from './qemu.ts'
import { type Hostdev, hostdevElement } from './xml.ts'

export const hostdev = deviceKind<Hostdev>({
  element: hostdevElement,
  alias: (_, index) => `hostdev${index}`,
  complete(device) {
    device.mode ??= 'subsystem'
    device.managed ??= false
    if (device.source.type === 'mdev' && device.model === 'vfio-pci') device.display ??= false
    if (device.source.type === 'pci' && device.source.from) {
      const { domain = 0, bus = 0, slot = 0, function: fn = 0 } = device.source.from
      device.source.from = { domain, bus, slot, function: fn }
    }
  },
  check: checkHostdev,
  checkAll: checkHostdevs,
  taints: ({ rawio }) => (rawio ? ['high-privileges'] : []),
  address: addressNeed,
  blockNodes: ({ source }) => (source.type === 'scsi' ? 1 : 0),
  capabilities: hostdevCapabilities,
  parts: hostdevParts,
})

function addressNeed(device: Hostdev, context: DeviceContext): AddressNeed | undefined {
  const express = context.machine.hasPcieRoot
  switch (device.source.type) {
    case 'usb':
      return { bus: 'usb' }
    case 'scsi':
      return { bus: 'drive', controller: 'scsi' }
    case 'scsi_host':
      return virtioNeed(context, device.model)
    case 'mdev':
      if (device.model === 'vfio-ccw') return { bus: 'ccw' }
      if (device.model !== 'vfio-pci') return undefined
      break
  }
  return { bus: 'pci', connect: express ? 'express' : 'conventional' }
}
