import { deviceKind } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { checkMemballoon, checkMemballoons } from './check.ts'
import { arrangeMemballoons, completeMemballoon } from './defaults.ts'
import { memballoonParts } from './qemu.ts'
import { statisticsCommands } from './statistics.ts'
import { memballoonElement } from './xml.ts'

export const memballoon = deviceKind({
  element: memballoonElement,
  alias: (_, index) => `balloon${index}`,
  arrange: arrangeMemballoons,
  complete: completeMemballoon,
  check: checkMemballoon,
  checkAll: checkMemballoons,
  address: (device, context) => (device.model === 'none' ? undefined : virtioNeed(context, device.model)),
  commands: statisticsCommands,
  parts: memballoonParts,
})
