import { unusedIndex } from '../../devices/controller/order.ts'
import { deviceOrder } from '../../devices/index.ts'
import type { AddressOf } from '../../devices/shared/address.ts'
import type { World } from '../world.ts'
import { controllersOf, ensureController } from './controllers.ts'
import { devicesNeeding } from './needs.ts'

/** What QEMU's controller has where nothing is said. */
const defaultPorts = 31

/** The order in which ports are taken: consoles first, because only they may have port 0. */
const order = [
  'console' as const,
  ...deviceOrder.filter((name) => (name as string) !== 'console'),
] as typeof deviceOrder

function needing(world: World) {
  return devicesNeeding(world, 'virtio-serial', order)
}

export function addSerialControllers(world: World): void {
  for (const { device } of devicesNeeding(world, 'virtio-serial', deviceOrder)) {
    const { address } = device
    ensureController(world, 'virtio-serial', address?.type === 'virtio-serial' ? (address.controller ?? 0) : 0)
  }
}

export function assignVirtioSerial(world: World): void {
  const devices = needing(world)
  const taken = new Map<number, Set<number>>()
  const takenOn = (index: number) => {
    const found = taken.get(index) ?? new Set()
    taken.set(index, found)
    return found
  }
  for (const { device } of devices) {
    const { address } = device
    if (address?.type !== 'virtio-serial' || !address.port) continue
    const { controller = 0, bus = 0, port } = address
    const there = controllersOf(world, 'virtio-serial').find(({ index }) => index === controller)
    const ports = there?.ports ?? defaultPorts
    if (bus !== 0) world.report.invalid(device, `virtio-serial controllers have one bus, 0, not ${bus}`)
    else if (port >= ports) {
      world.report.invalid(device, `virtio-serial controller ${controller} has ports up to ${ports - 1}, not ${port}`)
    } else if (takenOn(controller).has(port)) {
      world.report.invalid(device, `port ${port} of virtio-serial controller ${controller} is taken twice`)
    }
    takenOn(controller).add(port)
    device.address = { type: 'virtio-serial', controller, bus, port }
  }
  for (const { device, need } of devices) {
    const { address } = device
    if (need.portFromQemu || (address?.type === 'virtio-serial' && address.port)) continue
    const wanted = address?.type === 'virtio-serial' ? address.controller : undefined
    const place = freePort(world, takenOn, need.first, wanted)
    if (!place) {
      world.report.invalid(device, `virtio-serial controller ${wanted ?? 0} has no free port`)
      continue
    }
    takenOn(place.controller ?? 0).add(place.port ?? 0)
    device.address = place
  }
}

function freePort(
  world: World,
  takenOn: (index: number) => Set<number>,
  first: number,
  wanted: number | undefined,
): AddressOf<'virtio-serial'> | undefined {
  const controllers = controllersOf(world, 'virtio-serial')
  for (const { index = 0, ports = defaultPorts } of controllers) {
    if (wanted !== undefined && index !== wanted) continue
    for (let port = first; port < ports; port++) {
      if (!takenOn(index).has(port)) return { type: 'virtio-serial', controller: index, bus: 0, port }
    }
  }
  if (wanted !== undefined) return undefined
  const controller = unusedIndex(controllers, 'virtio-serial')
  ensureController(world, 'virtio-serial', controller)
  return { type: 'virtio-serial', controller, bus: 0, port: first }
}
