import { deviceKind } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { cryptoCapabilities } from './capabilities.ts'
import { checkCrypto } from './check.ts'
import { cryptoParts } from './qemu.ts'
import { cryptoElement } from './xml.ts'

export const crypto = deviceKind({
  element: cryptoElement,
  alias: (_, index) => `crypto${index}`,
  check: checkCrypto,
  address: (device, context) => virtioNeed(context, device.model),
  capabilities: cryptoCapabilities,
  parts: cryptoParts,
})
