import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'
import { hasVirtio } from '../shared/virtio.ts'
import { videoDriver } from './driver.ts'

const cards = ['vga', 'cirrus', 'vmvga', 'qxl', 'virtio', 'none', 'bochs', 'ramfb'] as const

export function videoCapabilities(context: CapabilityContext): DeviceCapabilities {
  const { qemu } = context
  const there = (type: (typeof cards)[number]) => {
    if (type === 'none') return true
    if (type === 'virtio') return hasVirtio('virtio-gpu', context)
    return qemu.hasType(videoDriver({ model: { type, primary: true } }, context) ?? '')
  }
  return { modelType: cards.filter(there) }
}
