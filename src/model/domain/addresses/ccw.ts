import { deviceOrder } from '../../devices/index.ts'
import type { Device } from '../../devices/kind.ts'
import type { AddressOf } from '../../devices/shared/address.ts'
import { devicesOf, type World } from '../world.ts'
import { devicesNeeding } from './needs.ts'

type Ccw = AddressOf<'ccw'>

/** Virtual devices are all on channel subsystem 0xfe; real ones may name others. */
const virtualCssid = 0xfe
const devnos = 0x1_0000
const subchannelSets = 4

const word = ({ cssid = 0, ssid = 0, devno = 0 }: Ccw) => `${cssid} ${ssid} ${devno}`

export function assignCcw(world: World): void {
  const devices = devicesNeeding(world, 'ccw', deviceOrder)
  const taken = new Set<string>()
  for (const { device } of devicesOf(world.domain, deviceOrder)) {
    if (device.address?.type === 'ccw' && !world.machine.isS390) {
      world.report.unsupported(device, `addresses of type 'ccw' are for s390 guests, not for ${world.machine.name}`)
    }
    if (isWhole(device)) reserve(world, device, taken)
  }
  let next = 0
  for (const { device } of devices) {
    const { address } = device
    if (address && (address.type !== 'ccw' || isWhole(device))) continue
    let place: Ccw
    do {
      place = { type: 'ccw', cssid: virtualCssid, ssid: Math.floor(next / devnos), devno: next % devnos }
      next++
    } while (taken.has(word(place)) && next < devnos * subchannelSets)
    taken.add(word(place))
    device.address = place
  }
}

function isWhole({ address }: Device): boolean {
  return address?.type === 'ccw' && address.devno !== undefined
}

function reserve({ report }: World, device: Device, taken: Set<string>): void {
  const address = device.address as Ccw
  address.cssid ??= 0
  address.ssid ??= 0
  if (taken.has(word(address))) {
    const { cssid, ssid, devno = 0 } = address
    const name = `${cssid.toString(16)}.${ssid}.${devno.toString(16).padStart(4, '0')}`
    report.invalid(device, `the CCW address ${name} is taken twice`)
  }
  taken.add(word(address))
}
