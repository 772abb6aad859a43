import { deviceOrder } from '../../devices/index.ts'
import type { World } from '../world.ts'
import { devicesNeeding } from './needs.ts'

/** Boards without PCI: QEMU finds a free transport by itself. */
export function assignVirtioMmio(world: World): void {
  for (const { device } of devicesNeeding(world, 'virtio-mmio', deviceOrder)) {
    device.address ??= { type: 'virtio-mmio' }
  }
}
