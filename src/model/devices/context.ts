import type { QemuBuild } from '../qemu/build.ts'
import type { HostView } from '../qemu/host.ts'
import type { Machine } from '../qemu/machine.ts'
import type { Props } from '../qemu/part.ts'

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

/** The rest of the guest, as questions. Kinds see each other only through these. */
export interface GuestView {
  name: string
  uuid: string
  /** A switch among `<features>`: true, false, or undefined where nothing is said. */
  feature(name: string): boolean | undefined
  /** Types of the guest's graphics in order: `vnc`, `spice`, … */
  graphics: readonly string[]
  /** Controllers as far as their buses matter to others. */
  controllers: readonly ControllerView[]
  /** How many devices of a kind there are. */
  count(kind: string): number
  /** Memory is shared with other processes (memfd, files, …). */
  sharedMemory: boolean
  /** Bytes of guest memory, without memory devices. */
  memory: number
  vcpus: number
  iothreads: readonly number[]
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
  /** Folder of this guest's own sockets and secrets. */
  guestFolder: string
  /** Folder of the sockets of this guest's channels. */
  channelFolder: string
  /** The message bus of this guest's display. */
  busSocket: string
  /** A port of the host that is free for a display. */
  freePort(use: PortUse): number
  /** The next free number for a set of descriptors (`-add-fd`). */
  fdset(): number
  /** The id of the audio backend that sound devices and displays use. */
  audio(id?: number): string | undefined
}
