import type { PciNeed } from '../../../devices/kind.ts'
import { type BusModel, busModels, fits } from './buses.ts'

export interface PciPlace {
  bus: number
  slot: number
  function: number
}

interface Slot {
  /** A bit for each function. */
  functions: number
  /** Its functions may be given to different devices. */
  shared: boolean
}

interface Bus {
  model: string
  type: BusModel
  slots: Slot[]
}

export interface TopologyOptions {
  /** Controllers by index. */
  models: readonly string[]
  /** What is added for a device that finds no place, last the bus that takes it; nothing where none may be added. */
  growth?(need: PciNeed, buses: readonly string[]): readonly string[]
}

/** The PCI buses of a guest, and which of their functions are taken. */
export class PciTopology {
  readonly #buses: Bus[] = []
  readonly #growth: TopologyOptions['growth']
  /** Buses that have their place already. */
  readonly #plugged = new Set<number>()

  constructor({ models, growth }: TopologyOptions) {
    for (const model of models) this.#add(model)
    this.#growth = growth
  }

  get models(): string[] {
    return this.#buses.map(({ model }) => model)
  }

  isPlugged(bus: number): boolean {
    return this.#plugged.has(bus)
  }

  isTaken(place: PciPlace): boolean {
    return (this.#slot(place).functions & (1 << place.function)) !== 0
  }

  isSlotTaken(place: PciPlace): boolean {
    return this.#slot(place).functions !== 0
  }

  /**
   * Takes a place that is named; the words are what is wrong with it. Where the bus is added with one that it needs itself,
   * the place moves to the bus that takes the device, as in libvirt.
   */
  take(place: PciPlace, need: PciNeed): string | undefined {
    place.bus = this.#growTo(place.bus, need)
    const bus = this.#buses[place.bus]
    if (this.#buses.length === 0) return 'the guest has no PCI bus'
    if (!bus) return `there is no PCI controller with index ${place.bus}`
    if (!fits(need, bus.type, place.bus === 0, true)) {
      return `PCI controller ${place.bus} is a ${bus.model}, which takes no ${nameOf(need)}`
    }
    const { first, last } = bus.type
    if (place.slot < first || place.slot > last) {
      return `PCI controller ${place.bus} has slots 0x${first.toString(16)} to 0x${last.toString(16)}`
    }
    if (this.isTaken(place)) return 'it is taken twice'
    this.mark(place, need)
    return undefined
  }

  mark(place: PciPlace, need: PciNeed): void {
    const slot = this.#slot(place)
    if (slot.functions === 0) slot.shared = need.connect === 'pcie-root-port'
    slot.functions |= 1 << place.function
  }

  /** Finds a place and takes it, adding buses where that is allowed. */
  next(need: PciNeed): PciPlace | undefined {
    const found = this.#search(need) ?? this.#searchGrown(need)
    if (found) this.mark(found, need)
    return found
  }

  #search(need: PciNeed): PciPlace | undefined {
    const wanted = need.together?.function ?? 0
    for (const [bus, { type, slots }] of this.#buses.entries()) {
      if (!fits(need, type, bus === 0, false)) continue
      for (let slot = type.first; slot <= type.last; slot++) {
        const { functions = 0, shared = false } = slots[slot] ?? {}
        if (functions === 0) return { bus, slot, function: wanted }
        if (need.connect !== 'pcie-root-port' || !shared) continue
        for (let each = 0; each < 8; each++) {
          if ((functions & (1 << each)) === 0) return { bus, slot, function: each }
        }
      }
    }
    return undefined
  }

  #searchGrown(need: PciNeed): PciPlace | undefined {
    this.#growTo(this.#buses.length, need)
    return this.#search(need)
  }

  /** Adds buses until there is one with that index that takes the device; the answer is its index. */
  #growTo(index: number, need: PciNeed): number {
    if (index < this.#buses.length || index > 255 || this.#buses.length === 0) return index
    const added = this.#growth?.(need, this.models) ?? []
    const taker = Math.max(index, this.#buses.length + added.length - 1)
    const first = this.#buses.length
    for (const model of added) this.#add(model)
    if (added.length > 1) this.#plug(first + 1, first)
    // behind a bridge that had to be led up to, there are plain ones
    const more = added.length > 1 ? 'pci-bridge' : added[0]
    while (more && this.#buses.length <= taker) this.#add(more)
    return taker
  }

  /** Keeps a bus' first place for the one that was added with it. */
  #plug(bus: number, into: number): void {
    this.mark({ bus: into, slot: this.#buses[into]?.type.first ?? 0, function: 0 }, { bus: 'pci', connect: 'express' })
    this.#plugged.add(bus)
  }

  #add(model: string): void {
    const type = busModels[model]
    if (type) this.#buses.push({ model, type, slots: [] })
  }

  #slot({ bus, slot }: PciPlace): Slot {
    const slots = this.#buses[bus]?.slots ?? []
    slots[slot] ??= { functions: 0, shared: false }
    return slots[slot]
  }
}

function nameOf({ connect }: PciNeed): string {
  return connect === 'conventional' || connect === 'express' ? 'devices' : connect
}
