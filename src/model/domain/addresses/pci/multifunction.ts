import type { AddressOf } from '../../../devices/shared/address.ts'
import type { PciDevice } from './place.ts'

/** Function 0 of a slot says that there are others. */
export function markMultifunction(devices: readonly PciDevice[]): void {
  const addresses = devices.flatMap(({ device: { address } }) => (address?.type === 'pci' ? [address] : []))
  const slot = ({ bus = 0, slot: number = 0 }: AddressOf<'pci'>) => `${bus} ${number}`
  const crowded = new Set(addresses.filter((each) => each.function).map(slot))
  for (const address of addresses) {
    if (!address.function && crowded.has(slot(address))) address.multifunction ??= true
  }
}
