import type { World } from '../world.ts'
import { assignCcid } from './ccid.ts'
import { assignCcw } from './ccw.ts'
import { assignMemorySlots } from './dimm.ts'
import { addDriveControllers, assignDrives, promiseUnitControllers } from './drive.ts'
import { assignPci } from './pci/index.ts'
import { assignSpaprVio } from './spapr-vio.ts'
import { assignUsb } from './usb.ts'
import { assignVirtioMmio } from './virtio-mmio.ts'
import { addSerialControllers, assignVirtioSerial } from './virtio-serial.ts'

/** What is there before devices are arranged. */
export function announceControllers(world: World): void {
  promiseUnitControllers(world)
}

/** Gives every device that needs one an address, and every address its controller. */
export function assignAddresses(world: World): void {
  assignDrives(world)
  // controllers that devices imply come before any address is chosen, in libvirt's order
  addDriveControllers(world)
  addSerialControllers(world)
  assignCcid(world)

  assignVirtioSerial(world)
  assignSpaprVio(world)
  assignCcw(world)
  assignVirtioMmio(world)
  assignPci(world)
  assignUsb(world, world.fresh)
  assignMemorySlots(world)
}
