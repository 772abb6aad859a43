import type { Problem } from '../base/problems.ts'
import type { Domain } from './domain.ts'
import type { DomainEvent } from './events.ts'
import type { Node } from './node.ts'

export interface OpenOptions {
  /** Everything that Lodge keeps goes beneath this folder; otherwise root's folders, or the user's own (XDG). */
  root?: string
  /** System mode (taps, bridges, root's folders); whether this process is root decides where it is left out. */
  privileged?: boolean
}

export interface DefinitionOptions {
  /** Names the file in errors. */
  file?: string
}

export interface CreateOptions extends DefinitionOptions {
  /** The CPUs wait for `resume`. */
  paused?: boolean
}

export interface Host extends Node, AsyncDisposable {
  /** Starts a guest from domain XML; it is gone when it ends. */
  create(xml: string, options?: CreateOptions): Promise<Domain>
  /** The guests that run, whichever process has started them. */
  domains(): Promise<Domain[]>
  /** A guest that runs, by name or UUID. */
  domain(nameOrUuid: string): Promise<Domain>
  /** Of every guest, from the call on; ends with the host. */
  events(): AsyncIterableIterator<DomainEvent>
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
