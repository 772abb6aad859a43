import type { QemuBuild } from '../qemu/build.ts'
import type { HostView } from '../qemu/host.ts'
import type { Machine } from '../qemu/machine.ts'
import type { Part, Props } from '../qemu/part.ts'
import type { UsbRule } from './shared/usb-rules.ts'

/** What a device may see while it is completed and checked: the machine, the QEMU build, the host, and a few facts of its guest. */
export interface DeviceContext {
  machine: Machine
  qemu: QemuBuild
  /** The domain's type: `qemu`, `kvm`, … */
  accelerator: string
  host: HostView
  guest: GuestView
  /** The definition is new or being changed, so newer defaults may be chosen (libvirt's ABI_UPDATE). */
  fresh: boolean
}

/** What a kind may see while there is no guest yet. */
export type CapabilityContext = Pick<DeviceContext, 'machine' | 'qemu' | 'accelerator' | 'host'>

/** The rest of the guest, as questions. Kinds see each other only through these. */
export interface GuestView {
  name: string
  uuid: string
  /** A switch among `<features>`: true, false, or undefined where nothing is said. */
  feature(name: string): boolean | undefined
  /** Types of the guest's graphics in order: `vnc`, `spice`, … */
  graphics: readonly string[]
  /** Numbers of its audio backends. */
  audios: readonly number[]
  /** Which USB devices clients may plug in from afar; all where there is no rule. */
  usbRules: readonly UsbRule[]
  /** Controllers as far as their buses matter to others. */
  controllers: readonly ControllerView[]
  /** Memory is shared with other processes (memfd, files, …). */
  sharedMemory: boolean
  vcpus: number
  iothreads: readonly number[]
  /** Some device is on virtio's memory-mapped transport: then others are too where there is a choice. */
  usesMmio: boolean
  /** How many NUMA nodes it has. */
  numaNodes: number
}

export interface ControllerView {
  type: string
  index: number
  model?: string
}

/** What displays listen with. */
export type PortUse = 'vnc' | 'websocket' | 'spice' | 'spice-tls'

/** What a device may use while its parts are made. */
export interface LaunchContext extends DeviceContext {
  /** The device's own name on the command line. */
  alias: string
  /** Its boot index, where it is booted from. */
  bootIndex: number | undefined
  /** The number of its first block node: `libvirt-N-storage`. */
  firstNode: number
  /** `bus`, `addr`, `devno`, `port`: its address as QEMU's properties. */
  place: Props
  /** The name of a controller's bus owner: type `scsi` and index 0 are `scsi0`. */
  controllerAlias(type: string, index: number): string
  /** The boot index of the drive in a place of a controller. */
  bootIndexOfDrive(controller: string, index: number, unit: number): number | undefined
  /** Folder of this guest's own sockets and secrets. */
  guestFolder: string
  /** Folder of the sockets of this guest's channels. */
  channelFolder: string
  /** The message bus of this guest's display. */
  busSocket: string
  /** Where the program that is this device's network listens. */
  networkSocket: string
  /** A port of the host that is free for a display. */
  freePort(use: PortUse): number
  /** The next free number for a set of descriptors (`-add-fd`). */
  fdset(): number
  /** How many descriptors were handed in under a name. */
  associated(name: string): number
  /** The objects behind a piece of guest memory that belongs to a device; the last one has the id that is asked for. */
  memoryBackend(request: MemoryBackendRequest): Part[]
  /** The id of the audio backend that sound devices and displays use. */
  audio(id?: number): string | undefined
}

/** What a device may use to say how it runs. */
export interface RunningContext extends Pick<LaunchContext, 'alias' | 'firstNode' | 'channelFolder' | 'host'> {}

/** What a device may use to say of itself what any libvirt understands. */
export interface MigratableContext extends Pick<DeviceContext, 'machine' | 'guest'> {}

/** What QEMU has found for itself. */
export interface RunFacts {
  /** The terminals of character devices, by the names of their backends. */
  terminals: ReadonlyMap<string, string>
  /** Where displays listen. */
  displays: Partial<Record<'vnc' | 'spice', DisplayPorts>>
  /** Registers of the first CPU, where it is an x86 and tells. */
  cpuid?: readonly CpuidWord[]
}

/** One of CPUID's registers, as QEMU names it. */
export interface CpuidWord {
  'cpuid-input-eax': number
  'cpuid-input-ecx'?: number
  'cpuid-register': string
  features: number
}

export interface DisplayPorts {
  port?: number
  tlsPort?: number
  websocket?: number
}

/** A piece of guest memory, as the device or cell that it is for describes it. */
export interface MemoryBackendRequest {
  id: string
  bytes: number
  /** The cell of `<numa>` that it belongs to. */
  node?: number
  access?: 'shared' | 'private'
  discard?: boolean
  /** Size of its pages. */
  pageKib?: number
  /** Nodes of the host that it comes from, whatever the cell says. */
  hostNodes?: number[]
  /** A file of its own. */
  path?: string
  align?: number
  pmem?: boolean
  /** False for memory that is not taken until the guest uses it. */
  reserve?: boolean
  /** The memory that the machine starts with. */
  system?: boolean
}
