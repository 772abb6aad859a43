import type { QemuBuild } from './build.ts'

/** What the model may know about the machine it plans for. The driver finds it out; tests and corpus runs pretend it. */
export interface HostView {
  /** libvirt's name of the host's architecture: `x86_64`, `aarch64`, … */
  arch: string
  /** System mode: root's folders, taps and bridges are there. */
  privileged: boolean
  /** Bytes. */
  pageSize: number
  /** File systems of huge pages. */
  hugepages: { kib: number; mount: string; isDefault: boolean }[]
  /** Numbers of the host's NUMA nodes. */
  numaNodes: number[]
  /** Seconds after 1970, and what local time is ahead of UTC. */
  now(): number
  utcOffset(): number
  kvm: { usable: true } | { usable: false; reason: string }
  folders: HostFolders
  /** The build that runs guests of an architecture (libvirt's name), or the one at `path`; undefined where there is none. */
  emulator(arch: string, path?: string): QemuBuild | undefined
  /** The file that serves an architecture though it has not been probed, for completing `<emulator>`. */
  emulatorPath(arch: string): string | undefined
  /** A secret encrypted with the guest's master key, base64 both; undefined where there is no such secret. */
  secret(of: SecretReference): { data: string; iv: string } | undefined
  /** The first address of a network of the host's, for displays that listen there. */
  networkAddress(name: string): string | undefined
  /** The kernel can move the packets of virtio cards itself (`/dev/vhost-net`). */
  vhostNet: boolean
  /** A number for vsock that no other guest has. */
  vsockCid(): number
  /** The device of a GPU that guests may draw with (`/dev/dri/renderD128`); undefined where there is none. */
  renderNode(): string | undefined
  /** What this host's owner decided for all displays that clients connect to. */
  displays: { vnc: DisplayPolicy; spice: DisplayPolicy }
  /**
   * Of emulated chips the versions of the standard that there is a program for, and the socket, given the guest's folder; of
   * the host's chips the file that stops a command.
   */
  tpm: { versions(): readonly string[]; socket(guestFolder: string): string; cancelPath(device: string): string }
  /** The program that serves devices of a kind to guests, by QEMU's docs/interop/vhost-user.json; undefined where there is none. */
  vhostUser(type: 'fs' | 'gpu'): string | undefined
  /** How a guest is joined to a network of the host's; undefined where there is none of that name that is running. */
  network(name: string): NetworkPlug | undefined
  /** The generic SCSI device (`/dev/sg0`) of a unit behind an adapter of the host's. */
  scsiGeneric(adapter: string, bus: number, target: number, unit: number): string | undefined
  /** Where a volume of a storage pool is; undefined where there is no such pool that is active, or no such volume. */
  volume(pool: string, name: string): VolumePlace | undefined
  /** Whether a block device of the host's is an optical drive. */
  isOpticalDrive(path: string): boolean
  /** What this machine's own firmware says of it. */
  firmwareTables(): FirmwareTables
  /** Descriptors of the firmware folders, in the order in which they are tried. */
  firmware: FirmwareDescriptor[]
  /** `count` random bytes, for generated MAC addresses and UUIDs. */
  random(count: number): Uint8Array
}

/** What firmware says of a machine, by the kernel's names (`sys_vendor`, `bios_date`, …). */
export type FirmwareTables = Record<string, string | undefined>

/** What a network hands a guest: a place in a bridge, or a device of the host's own. */
export type NetworkPlug =
  | { type: 'bridge'; bridge: string }
  | { type: 'hostdev'; address: { domain: number; bus: number; slot: number; function: number }; managed: boolean }

/** `listen` is the address where a definition names none; a display that has no password of its own gets this one. */
export interface DisplayPolicy {
  listen: string
  password?: string
  tls: boolean
  sasl: boolean
}

/** A volume as the host reaches it, and, where the pool is on a server, as QEMU can reach it itself. */
export interface VolumePlace {
  type: 'file' | 'block' | 'dir'
  path: string
  iscsi?: { host: string; port: number; target: string; lun: number }
}

/** A secret as domain XML names it: by UUID, or by what it is for. */
export interface SecretReference {
  type?: string
  uuid?: string
  usage?: string
}

/** Where a guest's own files go; `{guest}` in them is the guest's own folder name. */
export interface HostFolders {
  /** Monitor socket and master key: one folder a guest beneath it. */
  lib: string
  channels: string
  nvram: string
  memoryBacking: string
  /** TLS certificates, a folder each for what is protected: `libvirt-vnc`, `libvirt-chardev`, … */
  certificates: string
  /** Message buses of displays that make one. */
  dbus: string
  /** Sockets of passt. */
  passt: string
  /** What emulated TPMs keep: one folder a guest beneath it. */
  swtpm: string
}

/** One file of QEMU's firmware folders (docs/interop/firmware.json of QEMU), as far as it is used. */
export interface FirmwareDescriptor {
  file: string
  'interface-types': string[]
  mapping: {
    device: string
    mode?: string
    executable?: { filename: string; format: string }
    'nvram-template'?: { filename: string; format: string }
    filename?: string
  }
  targets: { architecture: string; machines: string[] }[]
  features: string[]
}
