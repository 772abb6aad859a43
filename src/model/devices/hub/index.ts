import { deviceKind } from '../kind.ts'
import { hubParts } from './qemu.ts'
import { hubElement } from './xml.ts'

export const hub = deviceKind({
  element: hubElement,
  alias: (_, index) => `hub${index}`,
  address: () => ({ bus: 'usb', hub: true }),
  parts: hubParts,
})
