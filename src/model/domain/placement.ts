import type { Device } from '../devices/kind.ts'
import type { Props } from '../qemu/part.ts'
import { controllerAlias } from './controller-alias.ts'
import type { LaunchWorld } from './launch.ts'

/** A device's address as QEMU's properties. */
export function placement(world: LaunchWorld, { address, acpi }: Device): Props {
  switch (address?.type) {
    case 'pci': {
      const slot = `0x${(address.slot ?? 0).toString(16)}`
      const addr = address.function ? `${slot}.0x${address.function.toString(16)}` : slot
      return {
        bus: controllerAlias(world, 'pci', address.bus ?? 0),
        multifunction: address.multifunction,
        addr,
        'acpi-index': acpi?.index,
      }
    }
    case 'ccw':
      return { devno: `${hex(address.cssid)}.${hex(address.ssid)}.${hex(address.devno, 4)}` }
    case 'usb':
      return { bus: `${controllerAlias(world, 'usb', address.bus ?? 0)}.0`, port: address.port }
    case 'virtio-serial': {
      const owner = controllerAlias(world, 'virtio-serial', address.controller ?? 0)
      return { bus: `${owner}.${address.bus ?? 0}`, nr: address.port }
    }
    case 'ccid':
      return { bus: `${controllerAlias(world, 'ccid', address.controller ?? 0)}.0` }
    case 'spapr-vio':
      return { reg: address.reg }
    default:
      return {}
  }
}

function hex(value = 0, digits = 1): string {
  return value.toString(16).padStart(digits, '0')
}
