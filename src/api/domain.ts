import type { GuestAgent, GuestInterface } from './agent.ts'
import type { ControlInfo } from './control.ts'
import type { DomainEvent } from './events.ts'
import type { DomainGraphics } from './graphics.ts'
import type { DomainJob } from './job.ts'
import type { MessageKind } from './messages.ts'
import type { DomainMetadata } from './metadata.ts'
import type { DomainPanel } from './panel.ts'
import type { DomainSecurity } from './security.ts'
import type { DomainSettings } from './settings.ts'
import type { DomainStatistics } from './statistics.ts'

/** libvirt's states; a guest that has ended is `shutoff`, or `crashed` where that wasn't its wish. */
export type DomainState = 'running' | 'paused' | 'shutdown' | 'pmsuspended' | 'crashed' | 'shutoff'

export interface DomainStatus {
  state: DomainState
  /** In libvirt's words: `booted`, `user`, `ioerror`, `destroyed`, `panicked`, … */
  reason: string
  /** Milliseconds since this was last known to be so, where the guest has not been heard of since. */
  age?: number
}

export interface DomainInfo {
  /** `hvm` */
  osType: string
  /** KiB that it may have, and has. */
  maxMemory: number
  memory: number
  maxVcpus: number
  vcpus: number
  /** Nanoseconds of the host's CPUs that its emulator has used. */
  cpuTime: number
}

/** Bytes both ways. In the process that runs the guest it is a Node.js `Duplex`. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  write(chunk: Uint8Array | string): boolean
  end(): unknown
  destroy(): unknown
  /** After `write` has said no: more is taken now. */
  once(event: 'drain', listener: () => void): unknown
}

/** On the machine that runs it. */
export interface EmulatorProcess {
  pid: number
  /** Milliseconds since the epoch. */
  started: number
  /** What started it, program first. */
  commandLine: string[]
}

export interface ShutdownOptions {
  /** Milliseconds to wait for the guest to end; without it the request is all that is done. */
  timeout?: number
  modes?: readonly PowerMode[]
}

export interface DestroyOptions {
  /** QEMU is asked to end and never made to: an error where it has not within 10 s. */
  graceful?: boolean
  /** Then what its emulator and the programs beside it have said is removed. */
  removeLogs?: boolean
}

export interface RebootOptions {
  modes?: readonly PowerMode[]
}

/** How a guest is asked: by its agent, by the power button. The agent comes first where both may be; both where nothing is said. */
export type PowerMode = 'agent' | 'acpi'

/** Who is asked for a guest's addresses: who gave them out, the guest itself, the host that has heard from it. */
export type AddressSource = 'lease' | 'agent' | 'arp'

export interface StartOptions {
  /** The CPUs wait for `resume`. */
  paused?: boolean
  /** The firmware's variables begin anew, as its template has them. */
  resetNvram?: boolean
}

export interface UndefineOptions {
  /** The file of the firmware's variables; kept where absent. `refuse`: what has one is not undefined. */
  nvram?: 'keep' | 'remove' | 'refuse'
  /** What its emulated TPM keeps; where absent, it goes unless the definition says `persistent_state='yes'`. */
  tpm?: 'keep' | 'remove'
}

export interface XmlOptions {
  /** As it will be started next, not as it runs. */
  inactive?: boolean
  /** With passwords. */
  secure?: boolean
  /** Of one that doesn't run: the model that the host's CPU is taken for in place of `host-model`. */
  updateCpu?: boolean
  /** As any libvirt understands it, with passwords; of one that runs, without what is this run's alone. */
  migratable?: boolean
}

/**
 * A domain: defined, running or both. It is persistent where its definition stays when it ends; a transient one is gone then.
 * `await using` ends what this handle began: a guest from `create` is destroyed, one that was found or defined is only let
 * go of. `release` gives that up; to keep a guest running, call it or don't dispose of the handle.
 */
export interface Domain extends AsyncDisposable {
  readonly name: string
  readonly uuid: string
  /** Unique among those that run; none while it doesn't. */
  readonly id: number | undefined
  readonly metadata: DomainMetadata
  readonly agent: GuestAgent
  readonly settings: DomainSettings
  readonly graphics: DomainGraphics
  readonly panel: DomainPanel
  readonly statistics: DomainStatistics
  readonly job: DomainJob
  readonly security: DomainSecurity
  isActive(): Promise<boolean>
  isPersistent(): Promise<boolean>
  /** It runs, and its definition is another one than that which it was started with. */
  isUpdated(): Promise<boolean>
  /** Of one that doesn't run: why, as far as this host has seen it end. */
  status(): Promise<DomainStatus>
  info(): Promise<DomainInfo>
  /** Whether something can be done with it just now; an error where it doesn't run. */
  control(): Promise<ControlInfo>
  xml(options?: XmlOptions): Promise<string>
  /** What is to be said of its run, in libvirt's words; of both kinds where none is named. There is nothing where it doesn't run. */
  messages(kinds?: readonly MessageKind[]): Promise<string[]>
  /** Where the emulator's own words go, on the machine that runs it; undefined where its daemon doesn't tell. */
  logFile(): Promise<string | undefined>
  /** Runs what is defined. */
  start(options?: StartOptions): Promise<ActiveDomain>
  /** The same domain for what only a running one has; an error where it doesn't run. */
  active(): ActiveDomain
  /** Forgets the definition; what runs goes on and is transient from then on. */
  undefine(options?: UndefineOptions): Promise<void>
  /** Of one that doesn't run: its definition, the variables of its firmware and its log go by another name; the same domain under it. */
  rename(name: string): Promise<Domain>
  /** Whether it is started with the host. */
  autostart(): Promise<boolean>
  setAutostart(on: boolean): Promise<void>
  /** Whether it is started the next time that the host starts, and not again. */
  autostartOnce(): Promise<boolean>
  setAutostartOnce(on: boolean): Promise<void>
  /** Stops the CPUs; memory and devices stay. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** As the reset button does: nothing is asked of the guest. */
  reset(): Promise<void>
  /** Asks the guest to switch itself off; whether it cares is its own affair. */
  shutdown(options?: ShutdownOptions): Promise<void>
  /** Asks the guest to restart, or to switch itself off and starts it again then. */
  reboot(options?: RebootOptions): Promise<void>
  /** Pulls the plug. */
  destroy(options?: DestroyOptions): Promise<void>
  /** Of this run, from the call on; ends with it or with the host's connection. */
  events(): AsyncIterableIterator<DomainEvent>
  /** Of a running one, as far as that source knows them. */
  interfaceAddresses(source: AddressSource): Promise<GuestInterface[]>
  /** Settles when it has ended. */
  ended(): Promise<DomainStatus>
  /**
   * Descriptors for the disk that names them (`<source fdgroup=…>`), for its next start. They stay open until `released` is called: when the run
   * ends, when others take their name, or when what this gives is disposed of. Of a host elsewhere an error.
   */
  associateDescriptors(lent: LentDescriptors): Promise<Disposable>
  /** Leaves the guest running when this handle is disposed of. */
  release(): void
}

export interface LentDescriptors {
  name: string
  /** Of this process; QEMU takes the one that allows what it is about to do. */
  descriptors: readonly number[]
  released?(): void
}

export interface MonitorCommandOptions {
  /** A descriptor of this process that goes with it; it stays the caller's to close. */
  descriptor?: number
}

/** A domain that runs. */
export interface ActiveDomain extends Domain {
  readonly id: number
  emulator(): Promise<EmulatorProcess>
  /** A serial or virtio console by its alias; without one the first. */
  console(alias?: string): Promise<ByteStream>
  /** What the emulator answers to a command of its own protocol. */
  monitorCommand(command: string, args?: object, options?: MonitorCommandOptions): Promise<unknown>
}
