import type { ControllerType } from '../../devices/controller/xml.ts'
import { deviceOrder } from '../../devices/index.ts'
import type { AddressOf } from '../../devices/shared/address.ts'
import type { World } from '../world.ts'
import { controllersOf, ensureController } from './controllers.ts'
import { devicesNeeding } from './needs.ts'

/** Types in the order in which libvirt adds their controllers. */
const types: readonly ControllerType[] = ['scsi', 'fdc', 'ide', 'sata']

/** One controller for each index up to the highest that a drive names. */
export function addDriveControllers(world: World): void {
  const drives = devicesNeeding(world, 'drive', deviceOrder)
  for (const type of types) {
    const indexes = drives.flatMap(({ need, device: { address } }) =>
      need.controller === type && address?.type === 'drive' ? [address.controller ?? 0] : [],
    )
    const highest = Math.max(-1, ...indexes)
    // an index beyond reason would add controllers without end; the check of controllers refuses it
    for (let index = 0; index <= Math.min(highest, 255); index++) ensureController(world, type, index)
  }
}

const unitsPerBus = 16
const controllerUnit = 7

/** Drives whose name gives them no place take the first unit that is free on any SCSI controller. */
export function assignDrives(world: World): void {
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
  const indexes = controllersOf(world, 'scsi').map(({ index = 0 }) => index)
  for (const { device, need } of drives) {
    if (device.address || need.named || need.controller !== 'scsi') continue
    const place = freePlace(indexes, (each) => taken.has(word(each)))
    if (!indexes.includes(place.controller ?? 0)) indexes.push(place.controller ?? 0)
    taken.add(word(place))
    device.address = place
  }
}

function freePlace(indexes: readonly number[], isTaken: (place: AddressOf<'drive'>) => boolean): AddressOf<'drive'> {
  const next = Math.max(-1, ...indexes) + 1
  for (const controller of [...indexes, next]) {
    for (let unit = 0; unit < unitsPerBus; unit++) {
      const place: AddressOf<'drive'> = { type: 'drive', controller, bus: 0, target: 0, unit }
      if (unit !== controllerUnit && !isTaken(place)) return place
    }
  }
  return { type: 'drive', controller: next, bus: 0, target: 0, unit: 0 }
}
