import { deviceOrder } from '../../devices/index.ts'
import type { World } from '../world.ts'
import { ensureController } from './controllers.ts'
import { devicesNeeding } from './needs.ts'

/** Smart cards: the next slot of the first reader, and readers for the slots that are named. */
export function assignCcid(world: World): void {
  const devices = devicesNeeding(world, 'ccid', deviceOrder)
  const taken = devices.flatMap(({ device: { address } }) =>
    address?.type === 'ccid' && (address.controller ?? 0) === 0 ? [address.slot ?? 0] : [],
  )
  for (const { device } of devices) {
    const { address } = device
    if (address?.type === 'ccid') {
      device.address = { type: 'ccid', controller: address.controller ?? 0, slot: address.slot ?? 0 }
    } else {
      const slot = Math.max(-1, ...taken) + 1
      taken.push(slot)
      device.address = { type: 'ccid', controller: 0, slot }
    }
    ensureController(world, 'ccid', device.address.controller ?? 0)
  }
}
