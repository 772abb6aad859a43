import type { ControllerType } from '../../devices/controller/xml.ts'
import { deviceOrder } from '../../devices/index.ts'
import type { Address, AddressOf } from '../../devices/shared/address.ts'
import { devicesOf, type World } from '../world.ts'
import { ensureController, promiseController } from './controllers.ts'
import { devicesNeeding } from './needs.ts'

/** Types in the order in which libvirt adds their controllers. */
const types: readonly ControllerType[] = ['scsi', 'fdc', 'ide', 'sata']

/** Drives that have no name bring their SCSI controllers along before the machine adds its own. */
export function promiseUnitControllers(world: World): void {
  const units = devicesNeeding(world, 'drive', deviceOrder).filter(({ need }) => !need.named)
  const highest = highestIndex(units.map(({ device }) => device.address))
  const like = world.domain.devices.controller.find((each) => each.type === 'scsi' && each.index === highest)
  for (let index = 0; index <= highest; index++) promiseController(world, 'scsi', index, like?.model)
}

/** An index beyond reason would add controllers without end: the check of controllers refuses it. */
const mostControllers = 255

function highestIndex(addresses: readonly (Address | undefined)[]): number {
  const indexes = addresses.map((address) => (address?.type === 'drive' ? (address.controller ?? 0) : 0))
  return Math.min(mostControllers, Math.max(-1, ...indexes))
}

/** One controller for each index up to the highest that a drive names. */
export function addDriveControllers(world: World): void {
  const drives = devicesNeeding(world, 'drive', deviceOrder)
  for (const type of types) {
    const own = drives.filter(({ need, device }) => need.controller === type && device.address?.type === 'drive')
    const highest = highestIndex(own.map(({ device }) => device.address))
    for (let index = 0; index <= highest; index++) ensureController(world, type, index)
  }
}

const unitsPerBus = 16
const controllerUnit = 7

/** Drives whose name gives them no place take the first unit that is free on any SCSI controller. */
export function assignDrives(world: World): void {
  for (const { device } of devicesOf(world.domain)) device.address = whole(device.address)
  const drives = devicesNeeding(world, 'drive', deviceOrder)
  const taken = new Set<string>()
  const word = ({ controller = 0, bus = 0, target = 0, unit = 0 }: AddressOf<'drive'>) =>
    `${controller} ${bus} ${target} ${unit}`
  for (const { need, device } of drives) {
    if (need.controller !== 'scsi' || device.address?.type !== 'drive') continue
    if (taken.has(word(device.address))) {
      const { controller = 0, bus = 0, target = 0, unit = 0 } = device.address
      world.report.unsupported(
        device,
        `unit ${unit} of target ${target} on bus ${bus} of SCSI controller ${controller} is taken twice`,
      )
    }
    taken.add(word(device.address))
  }
  for (const { device, need } of drives) {
    if (device.address || need.named || need.controller !== 'scsi') continue
    const place = freePlace((each) => taken.has(word(each)))
    taken.add(word(place))
    device.address = place
  }
}

function whole(address: Address | undefined): Address | undefined {
  if (address?.type !== 'drive') return address
  const { controller = 0, bus = 0, target = 0, unit = 0 } = address
  return { ...address, controller, bus, target, unit }
}

/** Controllers from the first on, whether they are there yet or not. */
function freePlace(isTaken: (place: AddressOf<'drive'>) => boolean): AddressOf<'drive'> {
  for (let controller = 0; ; controller++) {
    for (let unit = 0; unit < unitsPerBus; unit++) {
      const place: AddressOf<'drive'> = { type: 'drive', controller, bus: 0, target: 0, unit }
      if (unit !== controllerUnit && !isTaken(place)) return place
    }
  }
}
