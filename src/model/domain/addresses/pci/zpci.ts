import { deviceOrder } from '../../../devices/index.ts'
import type { Device } from '../../../devices/kind.ts'
import type { AddressOf } from '../../../devices/shared/address.ts'
import { devicesOf, type World } from '../../world.ts'

/** The numbers by which a guest on s390 knows its PCI devices: user's ids from 1, function ids from 0. */
export function assignIdentities(world: World): void {
  const devices = devicesOf(world.domain, deviceOrder)
    .map(({ device }) => device)
    .filter(({ address }) => address?.type === 'pci')
  const supported = world.machine.isS390 && world.qemu.hasType('zpci')
  if (!supported) {
    for (const device of devices.filter(({ address }) => (address as AddressOf<'pci'>).zpci)) {
      world.report.unsupported(device, `<zpci> is for PCI devices of s390 guests: ${world.qemu.binary} has none here`)
    }
    return
  }
  const uids = new Set<number>()
  const fids = new Set<number>()
  for (const device of devices) reserve(world, device, uids, fids)
  for (const { address } of devices) {
    if (address?.type !== 'pci') continue
    const { uid = next(uids, 1), fid = next(fids, 0) } = address.zpci ?? {}
    address.zpci = { uid, fid }
  }
}

function reserve({ report }: World, device: Device, uids: Set<number>, fids: Set<number>): void {
  const { zpci } = device.address as AddressOf<'pci'>
  if (!zpci) return
  const { uid, fid } = zpci
  if (uid === 0) report.invalid(device, 'the uid of <zpci> is from 0x0001 to 0xffff, not 0x0000')
  else if (uid !== undefined && uids.has(uid))
    report.invalid(device, `uid 0x${uid.toString(16)} of <zpci> is taken twice`)
  if (fid !== undefined && fids.has(fid)) report.invalid(device, `fid 0x${fid.toString(16)} of <zpci> is taken twice`)
  if (uid !== undefined) uids.add(uid)
  if (fid !== undefined) fids.add(fid)
}

function next(taken: Set<number>, least: number): number {
  let free = least
  while (taken.has(free)) free++
  taken.add(free)
  return free
}
