import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'
import { virtioModels } from '../shared/virtio.ts'

export function rngCapabilities(context: CapabilityContext): DeviceCapabilities {
  const backends = ['random', 'egd', 'builtin']
  return {
    model: virtioModels('virtio-rng', context),
    backendModel: backends.filter((each) => context.qemu.hasType(`rng-${each}`)),
  }
}
