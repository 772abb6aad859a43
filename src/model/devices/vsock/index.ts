import { deviceKind } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { checkVsock, checkVsocks, startVsock } from './check.ts'
import { vsockParts } from './qemu.ts'
import { vsockElement } from './xml.ts'

export const vsock = deviceKind({
  element: vsockElement,
  alias: (_, index) => `vsock${index}`,
  complete(device) {
    device.model ??= 'virtio'
    // a number of one's own makes the choice
    if (device.cid) device.cid.auto ??= false
  },
  check: checkVsock,
  checkAll: checkVsocks,
  start: startVsock,
  address: (device, context) => virtioNeed(context, device.model),
  parts: vsockParts,
})
