import { addressOrder, deviceOrder } from '../../../devices/index.ts'
import type { Device, PciNeed } from '../../../devices/kind.ts'
import type { AddressOf } from '../../../devices/shared/address.ts'
import { devicesOf, type World } from '../../world.ts'
import { devicesNeeding } from '../needs.ts'
import { boardPlaces } from './board.ts'
import type { PciPlace, PciTopology } from './topology.ts'

export interface PciDevice {
  device: Device
  need: PciNeed
}

export type Places = Map<Device, { place: PciPlace; multifunction?: boolean }>

/** All that want a PCI address or have one, in the order in which they take places: bridges before what goes onto them. */
export function pciDevices(world: World): PciDevice[] {
  const devices = devicesNeeding(world, 'pci', addressOrder)
  const isBridge = ({ need }: PciDevice) => need.connect !== 'conventional' && need.connect !== 'express'
  return [...devices.filter(isBridge), ...devices.filter((each) => !isBridge(each))]
}

/** A device's own address; one that is all zero asks for any. */
export function namedPlace({ address }: Device): AddressOf<'pci'> | undefined {
  if (address?.type !== 'pci') return undefined
  return address.domain || address.bus || address.slot ? address : undefined
}

/** Finds places for all: those that are named, those that the board has, then the others in order. */
export function placeAll(world: World, devices: readonly PciDevice[], topology: PciTopology): Places {
  const places: Places = new Map()
  takeNamed(world, devices, topology)
  takeFixed(devices, topology, places)
  takeBoard(world, devices, topology)
  for (const { device, need } of devices) {
    if (places.has(device) || namedPlace(device) || !isFree(device)) continue
    const place = beside(devices, places, need, topology) ?? topology.next(need)
    if (place) places.set(device, { place, multifunction: need.together?.multifunction })
    else world.report.invalid(device, noPlace(topology))
  }
  return places
}

function isFree({ address }: Device): boolean {
  return address === undefined || address.type === 'pci'
}

function noPlace({ models }: PciTopology): string {
  return models.length === 0
    ? 'this device needs a PCI bus, and the guest has none'
    : 'no PCI slot is left for this device'
}

/** What a device is that is on PCI because the definition says so. */
const anyDevice: PciNeed = { bus: 'pci', connect: 'express' }
const conventional: PciNeed = { bus: 'pci', connect: 'conventional' }

function takeNamed({ domain, report, context }: World, devices: readonly PciDevice[], topology: PciTopology): void {
  const needs = new Map(devices.map(({ device, need }) => [device, need]))
  for (const { device } of devicesOf(domain, deviceOrder)) {
    const address = namedPlace(device)
    if (!address) continue
    const need = needs.get(device) ?? (context.machine.hasPcieRoot ? anyDevice : conventional)
    const place = { bus: address.bus ?? 0, slot: address.slot ?? 0, function: address.function ?? 0 }
    const problem = address.domain ? 'only PCI domain 0 is there' : topology.take(place, need)
    device.address = { ...address, domain: address.domain ?? 0, ...place }
    if (problem) report.invalid(device, `PCI address ${nameOf(address)}: ${problem}`)
  }
}

function nameOf({ domain = 0, bus = 0, slot = 0, function: part = 0 }: AddressOf<'pci'>): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${part}`
}

function fixedPlaces({ fixed }: PciNeed) {
  return fixed === undefined ? [] : Array.isArray(fixed) ? fixed : [fixed]
}

function takeFixed(devices: readonly PciDevice[], topology: PciTopology, places: Places): void {
  for (const { device, need } of devices) {
    if (namedPlace(device) || !isFree(device)) continue
    const possible = fixedPlaces(need).map(({ multifunction, ...each }) => ({
      place: { bus: 0, ...each },
      multifunction,
    }))
    const found = possible.find(({ place }) =>
      place.function === 0 ? !topology.isSlotTaken(place) : !topology.isTaken(place),
    )
    if (!found) continue
    topology.mark(found.place, need)
    places.set(device, found)
  }
}

/** What the board has is taken for good, save by the device that stands for it. */
function takeBoard({ machine, report }: World, devices: readonly PciDevice[], topology: PciTopology): void {
  if (topology.models.length === 0) return
  for (const place of boardPlaces(machine)) {
    if (!topology.isTaken(place)) {
      topology.mark(place, anyDevice)
      continue
    }
    const isAt = (address: AddressOf<'pci'> | undefined) =>
      address && !address.bus && address.slot === place.slot && (address.function ?? 0) === place.function
    const intruder = devices.find(({ device }) => isAt(namedPlace(device)))
    const owns =
      intruder &&
      fixedPlaces(intruder.need).some(({ slot, function: part }) => slot === place.slot && part === place.function)
    if (intruder && !owns) {
      report.invalid(
        intruder.device,
        `PCI address 0000:00:${place.slot.toString(16).padStart(2, '0')}.${place.function}: the board has its own device there`,
      )
    }
  }
}

/** The slot of the others that belong together with this one. */
function beside(
  devices: readonly PciDevice[],
  places: Places,
  { together }: PciNeed,
  topology: PciTopology,
): PciPlace | undefined {
  if (!together) return undefined
  for (const { device, need } of devices) {
    if (need.together?.word !== together.word) continue
    const named = namedPlace(device)
    const place = places.get(device)?.place ?? (named && { bus: named.bus ?? 0, slot: named.slot ?? 0 })
    if (!place) continue
    const found = { bus: place.bus, slot: place.slot, function: together.function }
    if (topology.isTaken(found)) return undefined
    topology.mark(found, need)
    return found
  }
  return undefined
}
