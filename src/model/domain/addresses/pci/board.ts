import type { Machine } from '../../../qemu/machine.ts'
import type { PciPlace } from './topology.ts'

/** Functions of the root bus where the board has something that no device stands for. */
export function boardPlaces(machine: Machine): PciPlace[] {
  const at = (slot: number, functions: readonly number[]) => functions.map((each) => ({ bus: 0, slot, function: each }))
  // PIIX3: ISA bridge, IDE, USB, power management
  if (machine.isI440fx) return at(1, [0, 1, 2, 3, 4, 5, 6, 7])
  // ICH9: ISA bridge and SMBus
  return machine.isQ35 ? at(0x1f, [0, 3]) : []
}
