import { deviceOrder } from '../../devices/index.ts'
import type { World } from '../world.ts'
import { devicesNeeding } from './needs.ts'

/** Memory modules go into the slots that `<maxMemory>` opens. */
export function assignMemorySlots(world: World): void {
  const { domain, report } = world
  const slots = domain.maxMemory?.slots ?? 0
  const modules = devicesNeeding(world, 'dimm', deviceOrder)
  const taken = new Set<number>()
  for (const { device } of modules) {
    const slot = device.address?.type === 'dimm' ? device.address.slot : undefined
    if (slot === undefined) continue
    if (slot >= slots) report.unsupported(device, `memory slot ${slot} is not there: <maxMemory> opens ${slots} slots`)
    else if (taken.has(slot)) report.unsupported(device, `memory slot ${slot} is taken twice`)
    taken.add(slot)
  }
  for (const { device } of modules) {
    if (device.address && device.address.type !== 'dimm') continue
    if (device.address?.slot !== undefined) continue
    let slot = 0
    while (taken.has(slot)) slot++
    if (slot >= slots) report.unsupported(device, `all ${slots} memory slots that <maxMemory> opens are taken`)
    taken.add(slot)
    device.address = { ...device.address, type: 'dimm', slot }
  }
}
