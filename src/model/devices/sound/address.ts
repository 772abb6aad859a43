import type { DeviceContext } from '../context.ts'
import type { AddressNeed } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import type { Sound } from './xml.ts'

export function soundAddress({ model }: Sound, context: DeviceContext): AddressNeed | undefined {
  switch (model) {
    case 'sb16':
    case 'pcspk':
      return undefined
    case 'usb':
      return { bus: 'usb' }
    case 'virtio':
      return virtioNeed(context)
    case 'ich9': {
      const need = { bus: 'pci', connect: 'conventional' } as const
      // the slot that the chipset has it in
      return context.machine.isQ35 ? { ...need, fixed: { slot: 0x1b, function: 0 } } : need
    }
    default:
      return { bus: 'pci', connect: 'conventional' }
  }
}
