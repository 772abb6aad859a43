import type { DeviceContext } from '../context.ts'
import type { AddressNeed } from '../kind.ts'
import type { Serial } from './xml.ts'

/** Ports that the board has: they get their backend in order, and there is nothing to plug in. */
export function isBuiltIn({ target }: Serial): boolean {
  return target?.type === undefined || target.type === 'system-serial'
}

export function serialAddress({ target }: Serial, _: DeviceContext): AddressNeed | undefined {
  switch (target?.type) {
    case 'pci-serial':
      return { bus: 'pci', connect: 'conventional' }
    case 'usb-serial':
      return { bus: 'usb' }
    case 'spapr-vio-serial':
      return { bus: 'spapr-vio', first: 0x30000000 }
    default:
      return undefined
  }
}
