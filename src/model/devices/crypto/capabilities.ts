import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'
import { hasVirtio } from '../shared/virtio.ts'

export function cryptoCapabilities(context: CapabilityContext): DeviceCapabilities {
  if (!hasVirtio('virtio-crypto', context)) return undefined
  const backends = ['builtin', 'lkcf']
  return {
    model: ['virtio'],
    type: ['qemu'],
    backendModel: backends.filter((each) => context.qemu.hasType(`cryptodev-backend-${each}`)),
  }
}
