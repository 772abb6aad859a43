/** What happens to a domain: libvirt's kinds of events, each with what it tells. */
export type DomainEvent = EventOrigin & DomainHappening

export interface EventOrigin {
  /** Without a number where it doesn't run. */
  domain: { name: string; uuid: string; id?: number }
  /** Milliseconds since the epoch. */
  time: number
}

export type DomainHappening =
  | LifecycleHappening
  /** It began anew without ending; whose doing that was: `guest`, `host`, `unknown`. */
  | { event: 'reboot'; detail: string }
  /** The guest has set its clock: seconds from where it would be. */
  | { event: 'rtc-change'; offset: number }
  | { event: 'watchdog'; action: WatchdogAction }
  | IoErrorHappening
  | GraphicsHappening
  /** The emulator can't be controlled any more, though it may run on. */
  | { event: 'control-error' }
  | BlockJobHappening
  | DiskChangeHappening
  | { event: 'tray-change'; alias: string; tray: 'open' | 'closed' }
  /** KiB that the guest has left. */
  | { event: 'balloon-change'; memory: number }
  | { [E in DeviceEvent]: { event: E; alias: string } }[DeviceEvent]
  /** Limits were changed: libvirt's names, such as `cputune.cpu_shares`. */
  | { event: 'tunable'; parameters: EventParameters }
  | AgentHappening
  | { event: 'migration-iteration'; iteration: number }
  | { event: 'job-completed'; parameters: EventParameters }
  /** The URI is the namespace of an element in `<metadata>`. */
  | { event: 'metadata-change'; kind: 'description' | 'title' | 'element'; uri?: string }
  | BlockThresholdHappening
  | MemoryFailureHappening
  /** KiB of a memory device that the guest has plugged now. */
  | { event: 'memory-device-size-change'; alias: string; size: number }
  | { event: 'nic-mac-change'; alias: string; before: string; now: string }

export interface LifecycleHappening {
  event: LifecycleEvent
  /** In libvirt's words: `booted`, `paused`, `destroyed`, `panicked`, … */
  detail: string
}

export type LifecycleEvent =
  | 'defined'
  | 'undefined'
  | 'started'
  | 'suspended'
  | 'resumed'
  | 'stopped'
  | 'shutdown'
  | 'pmsuspended'
  | 'crashed'

export type DeviceEvent = 'device-added' | 'device-removed' | 'device-removal-failed'

export type WatchdogAction = 'none' | 'pause' | 'reset' | 'poweroff' | 'shutdown' | 'debug' | 'inject-nmi'

export type EventParameters = Record<string, string | number | bigint | boolean>

export interface IoErrorHappening {
  event: 'io-error'
  /** Of the image; empty where the disk isn't known. */
  path: string
  alias: string
  /** What became of the guest; `none` where it was not even told. */
  action: 'none' | 'pause' | 'report'
  /** `enospc` where no room is left, otherwise empty. */
  reason: string
}

export interface GraphicsHappening {
  event: 'graphics'
  /** A viewer has come, has shown who it is, has gone. */
  phase: 'connect' | 'initialize' | 'disconnect'
  local: GraphicsAddress
  remote: GraphicsAddress
  /** How it showed who it is; empty where nothing is asked. */
  auth: string
  /** As whom: `x509dname`, `saslUsername`. */
  subject: { type: string; name: string }[]
}

export interface GraphicsAddress {
  family: 'ipv4' | 'ipv6' | 'unix'
  /** The address, or a socket's path. */
  node: string
  /** The port. */
  service: string
}

export interface BlockJobHappening {
  event: 'block-job'
  path: string
  /** The disk's target: `vda`. */
  target: string
  type: 'unknown' | 'pull' | 'copy' | 'commit' | 'active commit' | 'backup'
  status: 'completed' | 'failed' | 'canceled' | 'ready'
}

export interface DiskChangeHappening {
  event: 'disk-change'
  alias: string
  oldPath?: string
  newPath?: string
  reason: 'changed missing on start' | 'dropped missing on start'
}

export interface AgentHappening {
  event: 'agent-lifecycle'
  /** Whether the guest has its end of the agent's channel open. */
  state: 'connected' | 'disconnected'
  reason: 'unknown' | 'domain started' | 'channel event'
}

export interface BlockThresholdHappening {
  event: 'block-threshold'
  /** The disk's target, with the number of the image where it isn't the uppermost: `vda[3]`. */
  device: string
  path?: string
  /** Bytes. */
  threshold: number
  excess: number
}

export interface MemoryFailureHappening {
  event: 'memory-failure'
  recipient: 'hypervisor' | 'guest'
  action: 'ignore' | 'inject' | 'fatal' | 'reset'
  actionRequired: boolean
  recursive: boolean
}

/** What an emulator says, in QEMU's own words. */
export interface MonitorEvent extends EventOrigin {
  /** `VSERPORT_CHANGE` */
  name: string
  data: Record<string, unknown>
}
