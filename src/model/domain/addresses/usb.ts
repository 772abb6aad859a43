import { kindsInOrder } from '../../devices/index.ts'
import type { Device } from '../../devices/kind.ts'
import type { World } from '../world.ts'
import { controllersOf } from './controllers.ts'
import { devicesNeeding, type NeedOf, type NeedyDevice } from './needs.ts'
import { controllerPorts, hubPorts, UsbHub } from './usb-ports.ts'

/** The order in which devices take ports. */
const order = kindsInOrder('hub', 'hostdev', 'disk', 'interface', 'controller', 'input', 'serial', 'sound', 'redirdev')

type UsbDevice = NeedyDevice<NeedOf<'usb'>>

/**
 * Ports that are named are always taken. Those that are not are chosen in a new definition or when the guest starts, but not
 * in one that is read back from disk, as libvirt does.
 */
export function assignUsb(world: World, choose: boolean): void {
  if (devicesNeeding(world, 'usb', order).length === 0) return
  if (choose) addHubs(world)
  const devices = devicesNeeding(world, 'usb', order)
  const buses = new Map<number, UsbHub>()
  for (const controller of controllersOf(world, 'usb')) {
    const ports = controllerPorts(controller)
    if (ports > 0) buses.set(controller.index ?? 0, new UsbHub(ports))
  }
  if (buses.size === 0) {
    for (const { device } of devices) world.report.unsupported(device, 'this USB device needs a USB controller')
    return
  }
  const named = devices.filter(({ device }) => pathOf(device).length > 0)
  // short paths first, so that the hub above is there
  for (const { device, need } of named.toSorted((a, b) => pathOf(a.device).length - pathOf(b.device).length)) {
    reserve(world, buses, device, need.hub ?? false)
  }
  if (!choose) return
  // hubs first, so that their ports are there for all others
  const open = devices.filter((each) => !named.includes(each))
  for (const hubs of [true, false]) {
    for (const { device, need } of open) if ((need.hub ?? false) === hubs) assign(world, buses, device, hubs)
  }
}

/** Whether there are devices whose port has still to be chosen. */
export function wantsPorts(world: World): boolean {
  return devicesNeeding(world, 'usb', order).some(({ device }) => pathOf(device).length === 0)
}

/** As many as it takes, each of which needs a port itself; one port is left over. */
function addHubs(world: World): void {
  const count = devicesNeeding(world, 'usb', order).length
  const hubs = devicesNeeding(world, 'usb', order).filter(({ need }) => need.hub).length
  const roots = controllersOf(world, 'usb').reduce((sum, controller) => sum + controllerPorts(controller), 0)
  const ports = roots + hubs * hubPorts
  const { hub } = world.domain.devices
  if (roots > 0 && count > ports) {
    const needed = Math.ceil((count - ports + 1) / (hubPorts - 1))
    for (let added = 0; added < needed; added++) hub.push({ type: 'usb' })
  }
}

/** Port 0 is none. */
function pathOf({ address }: Device): number[] {
  const path = address?.type === 'usb' && address.port ? address.port.split('.').map(Number) : []
  return path[0] === 0 ? [] : path
}

function reserve({ report }: World, buses: Map<number, UsbHub>, device: UsbDevice['device'], isHub: boolean): void {
  const path = pathOf(device)
  const index = device.address?.type === 'usb' ? (device.address.bus ?? 0) : 0
  const name = `USB bus ${index}, port ${path.join('.')}`
  const port = path.at(-1) ?? 0
  const bus = buses.get(index)
  const hub = bus?.find(path)
  if (!hub) report.invalid(device, `${name}: there is no USB controller with index ${index}`)
  else if ('missing' in hub) report.invalid(device, `${name}: there is no hub at port ${hub.missing}`)
  else if (!hub.has(port)) report.invalid(device, `${name}: that hub has ports 1 to ${hub.ports}`)
  else if (!hub.take(port)) report.invalid(device, `${name} is taken twice`)
  else if (isHub) hub.plug(port, new UsbHub(hubPorts))
  device.address = { type: 'usb', bus: index, port: path.join('.') }
}

function assign({ report }: World, buses: Map<number, UsbHub>, device: UsbDevice['device'], isHub: boolean): void {
  const { address } = device
  if (address && address.type !== 'usb' && !isHub) return
  const wanted = address?.type === 'usb' ? address.bus : undefined
  for (const [index, bus] of buses) {
    if (wanted !== undefined && index !== wanted) continue
    const path = bus.free()
    if (!path) continue
    const hub = bus.find(path)
    const port = path.at(-1) ?? 0
    if ('missing' in hub) continue
    hub.take(port)
    if (isHub) hub.plug(port, new UsbHub(hubPorts))
    device.address = { type: 'usb', bus: index, port: path.join('.') }
    return
  }
  report.invalid(device, `there is no free USB port${wanted === undefined ? '' : ` on bus ${wanted}`}`)
}
