import type { PlacedDevice, World } from './world.ts'

/**
 * The boot index of each device: its own `<boot order>`, or, where no device has one, the first device that answers to each
 * `<boot dev>`.
 */
export function assignBootOrder({ domain }: World, devices: readonly PlacedDevice[]): Map<object, number> {
  const indexes = new Map<object, number>()
  for (const { device } of devices) {
    const order = (device as { boot?: { order: number } }).boot?.order
    if (order !== undefined) indexes.set(device, order)
  }
  if (indexes.size > 0) return indexes
  domain.os.boot.forEach(({ dev }, index) => {
    const first = devices.find(({ kind, device }) => kind.bootsAs?.(device) === dev)
    if (first) indexes.set(first.device, index + 1)
  })
  return indexes
}
