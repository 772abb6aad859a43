import { deviceKind } from '../kind.ts'
import { soundAddress } from './address.ts'
import { checkSound } from './check.ts'
import { soundParts } from './qemu.ts'
import { soundElement } from './xml.ts'

export const sound = deviceKind({
  element: soundElement,
  alias: (_, index) => `sound${index}`,
  complete(device) {
    if (device.model === 'virtio') device.streams ??= 2
  },
  check: checkSound,
  address: soundAddress,
  parts: soundParts,
})
