import { deviceOrder } from '../../devices/index.ts'
import type { World } from '../world.ts'
import { devicesNeeding } from './needs.ts'

const step = 0x1000
const highest = 0xffff_ffff

/** Registers on the bus that pseries machines have beside PCI: each kind starts at its own. */
export function assignSpaprVio(world: World): void {
  const devices = devicesNeeding(world, 'spapr-vio', deviceOrder)
  const taken = new Set<number>()
  for (const { device } of devices) {
    const { address } = device
    if (address?.type !== 'spapr-vio' || address.reg === undefined) continue
    const word = `0x${address.reg.toString(16)}`
    if (address.reg > highest) {
      world.report.unsupported(device, `spapr-vio register ${word} is more than 0x${highest.toString(16)}`)
    } else if (taken.has(address.reg)) {
      world.report.invalid(device, `spapr-vio register ${word} is taken twice`)
    }
    taken.add(address.reg)
  }
  for (const { device, need } of devices) {
    const { address } = device
    if (address && (address.type !== 'spapr-vio' || address.reg !== undefined)) continue
    let reg = need.first
    while (taken.has(reg)) reg += step
    taken.add(reg)
    device.address = { type: 'spapr-vio', reg }
  }
}
