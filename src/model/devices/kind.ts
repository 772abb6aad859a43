import type { Element } from '../../formats/xml/declare.ts'
import type { Part, Props } from '../qemu/part.ts'
import type { MonitorCommand, NeededPath } from '../qemu/plan.ts'
import type { Report } from '../report.ts'
import type { Taint } from '../taints.ts'
import type {
  CapabilityContext,
  DeviceContext,
  LaunchContext,
  MigratableContext,
  RunFacts,
  RunningContext,
} from './context.ts'
import type { Address } from './shared/address.ts'
import type { BackingStore } from './shared/storage/xml.ts'

/** What every device has, whatever its kind. */
export interface Device {
  alias?: { name: string }
  acpi?: { index?: number }
  address?: Address
}

/** What a device asks of the address allocators. */
export type AddressNeed =
  | PciNeed
  | { bus: 'ccw' }
  | { bus: 'virtio-mmio' }
  /** A hub has ports for others. */
  | { bus: 'usb'; hub?: boolean }
  /** A drive address on a controller of that type; a SCSI device without an address gets the first free unit. */
  | { bus: 'drive'; controller: string; named?: boolean }
  /** `first` is the lowest port that may be taken; where QEMU chooses the port, only the controller must be there. */
  | { bus: 'virtio-serial'; first: number; portFromQemu?: boolean }
  | { bus: 'ccid' }
  | { bus: 'spapr-vio'; first: number }
  | { bus: 'isa' }
  | { bus: 'dimm' }

/** What a PCI device can be plugged into. */
export interface PciNeed {
  bus: 'pci'
  /** `conventional`: a PCI slot; `express`: a PCIe port; a bridge's own name for what takes only it. */
  connect: 'conventional' | 'express' | PciBridgeConnect
  /** On the root bus itself, without a port. */
  integrated?: boolean
  /** Devices with the same word share a slot, a function each (companion controllers). */
  together?: { word: string; function: number; multifunction?: boolean }
  /** The places on the root bus that are taken where nothing else is said and they are free: the board has it wired so. */
  fixed?: FixedPlace | readonly FixedPlace[]
}

export interface FixedPlace {
  slot: number
  function: number
  multifunction?: boolean
}

export type PciBridgeConnect =
  | 'pcie-root-port'
  | 'pcie-switch-upstream-port'
  | 'pcie-switch-downstream-port'
  | 'dmi-to-pci-bridge'
  | 'pcie-to-pci-bridge'
  | 'pci-bridge'
  | 'pci-expander-bus'
  | 'pcie-expander-bus'

/** One kind of device: it answers for itself, so that nothing else has to ask which kind it is. */
export interface DeviceKind<D extends Device> {
  element: Element<D>
  /** Its name on the command line: `rng0`, `virtio-disk0`. `index` counts the devices of this kind. */
  alias(device: D, index: number, context: DeviceContext): string
  /**
   * Before devices are completed: adds those of this kind that the machine implies, numbers them, puts them into the order
   * that libvirt keeps.
   */
  arrange?(devices: D[], context: DeviceContext): void
  /** Fills in what libvirt fills in. Changes the device. */
  complete?(device: D, context: DeviceContext): void
  check?(device: D, context: DeviceContext, report: Report): void
  /** What concerns the devices of this kind together. */
  checkAll?(devices: readonly D[], context: DeviceContext, report: Report): void
  /** What keeps it from being started on this host as it is now, though it may be defined. */
  start?(device: D, context: DeviceContext, report: Report): void
  /** What of it makes a guest another one than those that are tried everywhere. */
  taints?(device: D, context: DeviceContext): Taint[]
  /** On s390: QEMU itself gives its devices on PCI their identity. */
  identityFromQemu?: boolean
  /** Where it wants to be plugged in; nothing for a device without an address. */
  address?(device: D, context: DeviceContext): AddressNeed | undefined
  /** After addresses are assigned: fills in what follows from them. */
  settle?(devices: D[], context: DeviceContext): void
  /** Among the devices of its kind on the command line: lower ones first, in their own order where equal. */
  launchRank?(device: D): number
  /** Which of `<boot dev>`'s words it answers to. */
  bootsAs?(device: D): 'hd' | 'cdrom' | 'fd' | 'network' | undefined
  /** Properties that the machine type must have for it. */
  machine?(device: D, context: DeviceContext): Props
  /** How many block nodes it makes. */
  blockNodes?(device: D): number
  /** Its image, or the last that it is said to lie over, where the definition leaves open what is beneath. */
  chain?(device: D, context: DeviceContext): OpenChain | undefined
  /** A helper of ours makes persistent reservations for it. */
  reserves?(device: D): boolean
  /** Files of the host that it needs, for a clear error before QEMU is started. */
  needs?(device: D): NeededPath[]
  /** Variables that QEMU finds in its environment for it. */
  environment?(device: D): Record<string, string>
  /** What the monitor is told about it before the guest's CPUs run. */
  commands?(device: D, context: DeviceContext, alias: string): MonitorCommand[]
  /** The device of another kind that it is to QEMU. */
  standsFor?(device: D, context: DeviceContext): StandIn | undefined
  /** What of it can be had on a machine of a build; a kind that says nothing is not told about. */
  capabilities?(context: CapabilityContext): DeviceCapabilities
  /** Users are not told its name. */
  nameless?: boolean
  /** Fills in what the XML of a running guest says beside, as far as the plan tells. Changes the device. */
  running?(device: D, context: RunningContext): void
  /** Fills in what is known once QEMU runs. Changes the device, which has its name. */
  found?(device: D, facts: RunFacts): void
  /** For readers that are as old as any libvirt: leaves out what they take for granted, or do not know. */
  migratable?(devices: D[], context: MigratableContext): void
  /** Takes over from the running device what libvirt says of it also then. Changes the device. */
  migratableRun?(device: D, live: D): void
  /** Ordered: making them in this order starts or plugs the device, backwards unplugs it. */
  parts(device: D, context: LaunchContext): Part[]
  /** What the devices of this kind need once, behind them all. */
  closingParts?(devices: readonly D[], context: DeviceContext): Part[]
}

/** The words that attributes of a device may have here, under the names that `<domainCapabilities>` gives them; undefined where there is no such device. */
export type DeviceCapabilities = Record<string, readonly string[]> | undefined

/** What a device is launched as; `before` those of that kind that stand in the XML, or behind them. */
export interface StandIn {
  kind: string
  device: Device & Record<string, unknown>
  before: boolean
}

/** An image of this host, and where what it lies over is put. */
export interface OpenChain {
  path: string
  format: string
  lay(below: BackingStore): void
}

/** Says that a value is a kind; the device's type is that of its element. */
export function deviceKind<D extends Device>(kind: DeviceKind<D>): DeviceKind<D> {
  return kind
}
