import type { LodgeError } from '../base/errors.ts'
import type { Problem } from '../base/problems.ts'
import type { ActiveDomain, Domain, StartOptions } from './domain.ts'
import type { DomainEvent, MonitorEvent } from './events.ts'
import type { Node } from './node.ts'

export interface OpenOptions {
  /** Everything that Lodge keeps goes beneath this folder; otherwise root's folders, or the user's own (XDG). */
  root?: string
  /** System mode (taps, bridges, root's folders); whether this process is root decides where it is left out. */
  privileged?: boolean
  /**
   * Guests run as a user of their own, where this process is root: what `lodge serve` does. Otherwise they run as this process,
   * unless the host's `qemu.json` or a `<seclabel>` says more.
   */
  confined?: boolean
  /** Told of what was found wrong and left out, such as a broken file; Node's warnings where it is absent. */
  warn?(warning: LodgeError): void
}

export interface DefinitionOptions {
  /** Names the file in errors. */
  file?: string
}

export interface CreateOptions extends DefinitionOptions, StartOptions {}

/** Each that is given has to be so. */
export interface DomainFilter {
  active?: boolean
  persistent?: boolean
  autostart?: boolean
}

export interface Host extends Node, AsyncDisposable {
  /** Starts a guest from domain XML; it is gone when it ends, unless it is defined too. */
  create(xml: string, options?: CreateOptions): Promise<ActiveDomain>
  /**
   * Keeps a definition; nothing is started. Where a domain of the same name and UUID is there, this is how it is started next.
   */
  define(xml: string, options?: DefinitionOptions): Promise<Domain>
  /** Those that run, whichever process has started them, and those that are defined. */
  domains(filter?: DomainFilter): Promise<Domain[]>
  /** One of them by name, UUID or, as a number, the id of one that runs. */
  domain(nameOrUuidOrId: string | number): Promise<Domain>
  /** Of every domain, from the call on; ends with the host. */
  events(): AsyncIterableIterator<DomainEvent>
  /** What the emulators of all domains say, in their own words. */
  monitorEvents(): AsyncIterableIterator<MonitorEvent>
  /** Everything that is wrong with the XML; empty where `create` would not refuse it. */
  check(xml: string, options?: DefinitionOptions): Promise<Problem[]>
  /** What `create` would start; nothing is started. */
  commandLine(xml: string, options?: DefinitionOptions): Promise<CommandLineOption[]>
  /** The XML with everything that `create` would fill in. */
  completedXml(xml: string, options?: DefinitionOptions): Promise<string>
  capabilities(): Promise<Capabilities>
  /** Machine types that guests of an architecture can have; of the host's own where none is given. */
  machines(arch?: string): Promise<MachineList>
}

/** The first has the program in `option` and no value. */
export interface CommandLineOption {
  option: string
  value?: string
}

export interface Capabilities {
  /** libvirt's name of the host's architecture. */
  arch: string
  kvm: { usable: true } | { usable: false; reason: string }
  emulators: EmulatorInfo[]
}

export interface EmulatorInfo {
  path: string
  /** libvirt's names of the guests that it runs here, its own first. */
  archs: string[]
  /** `7.2.22`; absent where it could not be asked, and `error` says why. */
  version?: string
  /** Those that work on this host, as in `<domain type=…>`: `kvm`, `qemu`, … */
  accelerators?: string[]
  defaultMachine?: string
  error?: string
}

export interface MachineList {
  arch: string
  emulator: string
  machines: MachineInfo[]
}

export interface MachineInfo {
  name: string
  alias?: string
  default: boolean
  deprecated: boolean
  maxCpus: number
}
