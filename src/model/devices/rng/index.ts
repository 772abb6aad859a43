import { deviceKind } from '../kind.ts'
import { checkChardev, completeChardev } from '../shared/chardev/index.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { rngCapabilities } from './capabilities.ts'
import { rngParts } from './qemu.ts'
import { rngElement } from './xml.ts'

export const rng = deviceKind({
  element: rngElement,
  alias: (_, index) => `rng${index}`,
  complete({ backend: { source } }) {
    if (source.model === 'egd') completeChardev(source.chardev)
    if (source.model === 'random') source.path ??= '/dev/random'
  },
  check({ backend }, context, report) {
    if (backend.source.model === 'egd') checkChardev({ source: backend.source.chardev }, context, report)
  },
  address: (device, context) => virtioNeed(context, device.model),
  capabilities: rngCapabilities,
  parts: rngParts,
})
