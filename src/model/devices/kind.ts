import type { Element } from '../../formats/xml/declare.ts'
import type { Part, Props } from '../qemu/part.ts'
import type { MonitorCommand, NeededPath } from '../qemu/plan.ts'
import type { Report } from '../report.ts'
import type { DeviceContext, LaunchContext } from './context.ts'
import type { Address } from './shared/address.ts'

/** What every device has, whatever its kind. */
export interface Device {
  alias?: { name: string }
  address?: Address
}

/** What a device asks of the address allocators. */
export type AddressNeed =
  | PciNeed
  | { bus: 'ccw' }
  | { bus: 'virtio-mmio' }
  | { bus: 'usb' }
  /** A drive address on a controller of that type; `unit` is what the device's name says. */
  | { bus: 'drive'; controller: string }
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
  hotpluggable?: boolean
  /** Devices with the same word share a slot, a function each (companion controllers). */
  together?: string
  /** The address that is taken when nothing else is said: the board has it wired so. */
  fixed?: { slot: number; function: number; multifunction?: boolean }
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
  /** Where it wants to be plugged in; nothing for a device without an address. */
  address?(device: D, context: DeviceContext): AddressNeed | undefined
  /** Which of `<boot dev>`'s words it answers to. */
  bootsAs?(device: D): 'hd' | 'cdrom' | 'fd' | 'network' | undefined
  /** Properties that the machine type must have for it. */
  machine?(device: D, context: DeviceContext): Props
  /** How many block nodes it makes. */
  blockNodes?(device: D): number
  /** Files of the host that it needs, for a clear error before QEMU is started. */
  needs?(device: D): NeededPath[]
  /** Variables that QEMU finds in its environment for it. */
  environment?(device: D): Record<string, string>
  /** What the monitor is told about it before the guest's CPUs run. */
  commands?(device: D, context: DeviceContext): MonitorCommand[]
  /** Ordered: making them in this order starts or plugs the device, backwards unplugs it. */
  parts(device: D, context: LaunchContext): Part[]
}

/** Says that a value is a kind; the device's type is that of its element. */
export function deviceKind<D extends Device>(kind: DeviceKind<D>): DeviceKind<D> {
  return kind
}
