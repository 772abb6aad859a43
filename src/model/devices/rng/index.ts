import { deviceKind } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { rngParts } from './qemu.ts'
import { rngElement } from './xml.ts'

export const rng = deviceKind({
  element: rngElement,
  alias: (_, index) => `rng${index}`,
  address: (device, context) => virtioNeed(context, device.model),
  parts: rngParts,
})
