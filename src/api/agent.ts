/**
 * What the agent inside a guest answers: QEMU's own, over the guest's channel `org.qemu.guest_agent.0`. It is the guest that
 * says all this, and it may say anything. Where there is no agent the error is `ARGUMENT_UNSUPPORTED`, where it doesn't
 * answer `AGENT_UNRESPONSIVE`.
 */
export interface GuestAgent {
  /** Any command, and what the agent returns. */
  command(command: string, args?: object, options?: AgentCommandOptions): Promise<unknown>
  hostname(): Promise<string>
  time(): Promise<GuestTime>
  /** Sets the guest's clock; without a time to what its hardware clock says. */
  setTime(time?: GuestTime): Promise<void>
  /** All file systems, or those that are mounted at these places; how many they are. */
  freeze(mountpoints?: readonly string[]): Promise<number>
  thaw(): Promise<number>
  /** Gives unused blocks back to the storage; `minimum` is the smallest piece in bytes. */
  trim(options?: { minimum?: number }): Promise<void>
  filesystems(): Promise<GuestFilesystem[]>
  disks(): Promise<GuestDisk[]>
  users(): Promise<GuestUser[]>
  os(): Promise<GuestOs>
  timezone(): Promise<GuestTimezone>
  /** Mean numbers of processes that run or wait, over 1, 5 and 15 minutes. */
  load(): Promise<GuestLoad>
  interfaces(): Promise<GuestInterface[]>
  setPassword(user: string, password: string, options?: { encrypted?: boolean }): Promise<void>
  vcpus(): Promise<GuestVcpu[]>
  setVcpus(cpus: readonly number[], online: boolean): Promise<void>
  /** So that the guest uses as many; which they are is its own affair, those that it can't do without stay. */
  setVcpuCount(count: number): Promise<void>
  authorizedKeys(user: string): Promise<string[]>
  setAuthorizedKeys(user: string, keys: readonly string[], options?: { mode?: KeysMode }): Promise<void>
  /** Has the guest put itself to sleep: `hybrid` writes its memory to disk as well. */
  suspend(target: SuspendTarget): Promise<void>
  /** Seconds that the agent may take to answer from now on; undefined is as long as it has by itself. */
  setResponseTimeout(seconds: number | undefined): Promise<void>
}

export interface AgentCommandOptions {
  /** Milliseconds. */
  timeout?: number
}

export type KeysMode = 'replace' | 'append' | 'remove'

export type SuspendTarget = 'memory' | 'disk' | 'hybrid'

/** Since the epoch, UTC. */
export interface GuestTime {
  seconds: number
  nanoseconds: number
}

export interface GuestFilesystem {
  /** The device, as the guest calls it: `vda1`. */
  name: string
  mountpoint: string
  type: string
  /** Bytes. */
  total?: number
  used?: number
  disks: GuestFilesystemDisk[]
}

export interface GuestFilesystemDisk {
  /** The target in the domain's definition: `vda`. */
  target?: string
  serial?: string
  /** The device in the guest: `/dev/vda`. */
  device?: string
}

export interface GuestDisk {
  name: string
  partition: boolean
  /** Devices that it is made of. */
  dependencies: string[]
  /** The target in the domain's definition. */
  target?: string
  serial?: string
  /** The guest's own name for it. */
  alias?: string
}

export interface GuestUser {
  name: string
  /** Windows. */
  domain?: string
  /** Milliseconds since the epoch. */
  loginTime: number
}

/** Absent is what the guest doesn't say. */
export interface GuestOs {
  id?: string
  name?: string
  prettyName?: string
  version?: string
  versionId?: string
  variant?: string
  variantId?: string
  kernelRelease?: string
  kernelVersion?: string
  machine?: string
}

export interface GuestTimezone {
  name?: string
  /** Seconds east of UTC. */
  offset: number
}

export interface GuestLoad {
  load1: number
  load5: number
  load15: number
}

export interface GuestInterface {
  name: string
  mac?: string
  addresses: InterfaceAddress[]
}

export interface InterfaceAddress {
  type: 'ipv4' | 'ipv6'
  address: string
  prefix: number
}

export interface GuestVcpu {
  number: number
  online: boolean
  offlinable: boolean
}
