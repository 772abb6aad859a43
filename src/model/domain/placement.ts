import type { Device } from '../devices/kind.ts'
import type { Props } from '../qemu/part.ts'
import type { World } from './world.ts'

/** A device's address as QEMU's properties. */
export function placement(world: World, { address }: Device): Props {
  switch (address?.type) {
    case 'pci': {
      const slot = `0x${(address.slot ?? 0).toString(16)}`
      const addr = address.function ? `${slot}.0x${address.function.toString(16)}` : slot
      return { bus: pciBus(world, address.bus ?? 0), multifunction: address.multifunction, addr }
    }
    case 'ccw':
      return { devno: `${hex(address.cssid)}.${hex(address.ssid)}.${hex(address.devno, 4)}` }
    case 'usb':
      return { bus: `usb${address.bus ? address.bus : ''}.0`, port: address.port }
    default:
      return {}
  }
}

function pciBus({ machine }: World, index: number): string {
  if (index > 0) return `pci.${index}`
  return machine.hasPcieRoot ? 'pcie.0' : 'pci.0'
}

function hex(value = 0, digits = 1): string {
  return value.toString(16).padStart(digits, '0')
}
