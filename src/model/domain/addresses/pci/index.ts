import type { PciNeed } from '../../../devices/kind.ts'
import type { World } from '../../world.ts'
import { controllersOf, ensureController } from '../controllers.ts'
import { growthOf } from './growth.ts'
import { markMultifunction } from './multifunction.ts'
import { pciDevices, placeAll } from './place.ts'
import { PciTopology } from './topology.ts'
import { assignIdentities } from './zpci.ts'

/**
 * In two rounds, as libvirt does: the first only finds out which controllers have to be added, the second gives the
 * addresses, controllers first.
 */
export function assignPci(world: World): void {
  const before = world.report.problems.length
  if (isWithoutPci(world)) return
  if (controllersOf(world, 'pci').length > 0) {
    addControllers(world)
    if (world.report.problems.length > before) return
  }
  const devices = pciDevices(world)
  const places = placeAll(world, devices, topologyOf(world))
  for (const [device, { place, multifunction }] of places) {
    const zpci = device.address?.type === 'pci' ? device.address.zpci : undefined
    device.address = { type: 'pci', domain: 0, ...place, multifunction, zpci }
  }
  markMultifunction(devices)
  assignIdentities(world)
}

/** Boards where what wants PCI gets no address and is left to QEMU. */
function isWithoutPci({ machine }: World): boolean {
  return (machine.isArm || machine.isRiscv) && !machine.hasPci
}

function topologyOf(world: World, growth?: ReturnType<typeof growthOf>): PciTopology {
  const controllers = controllersOf(world, 'pci')
  const last = Math.max(-1, ...controllers.map(({ index = 0 }) => Math.min(index, 255)))
  const hole = world.machine.hasPcieRoot ? 'pcie-root-port' : world.machine.isPseries ? 'pci-root' : 'pci-bridge'
  const models = Array.from({ length: last + 1 }, (_, index) => {
    const found = controllers.find((each) => each.index === index)
    return found?.model ?? (index === 0 ? 'pci-root' : hole)
  })
  return new PciTopology({ models, growth })
}

const spare: PciNeed = { bus: 'pci', connect: 'express' }

function addControllers(world: World): void {
  const given = controllersOf(world, 'pci').length
  const highest = Math.max(...controllersOf(world, 'pci').map(({ index = 0 }) => index))
  const topology = topologyOf(world, growthOf(world))
  placeAll(world, pciDevices(world), topology)
  // who leaves the topology to us gets one free port for what is plugged in later
  if (highest === 0 && topology.models.length > given && world.machine.hasPcieRoot) topology.next(spare)
  for (let index = 1; index < topology.models.length; index++) {
    const controller = ensureController(world, 'pci', index, topology.models[index])
    const added = topology.isPlugged(index) ? undefined : pciDevices(world).find(({ device }) => device === controller)
    // a bridge takes a place itself, which may add another
    if (added) topology.next(added.need)
  }
}
