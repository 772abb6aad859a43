import type { Problem, Problem } from '../base/problems.ts'
import type { Domain } from './domain.ts'

export interface OpenOptions {
  /** Everything that Lodge keeps goes beneath this folder; otherwise root's folders, or the user's own (XDG). */
  root?: string
  /** System mode (taps, bridges, root's folders); whether this process is root decides where it is left out. */
  privileged?: boolean
}

export interface CreateOptions extends DefinitionOptions {
  /** The CPUs wait for `resume`. */
  paused?: boolean
}

export interface DefinitionOptions {
  /** Names the file in errors. */
  file?: string
}

export interface Host extends AsyncDisposable {
  /** Starts a guest from domain XML; it is gone when it ends. */
  create(xml: string, options?: CreateOptions): Promise<Domain>
  /** The guests that run, whichever process has started them. */
  domains(): Promise<Domain[]>
  /** A guest that runs, by name or UUID. */
  domain(nameOrUuid: string): Promise<Domain>
  /** All that is wrong with a definition and all that is odd; empty where there is nothing. */
  check(xml: string, options?: DefinitionOptions): Promise<Problem[]>
  /** The XML with everything that `create` would fill in. */
  completedXml(xml: string, options?: DefinitionOptions): Promise<string>
  /** What `create` would start; nothing is started. */
  commandLine(xml: string, options?: DefinitionOptions): Promise<CommandLine>
  capabilities(): Promise<HostCapabilities>
  /** Machine types that guests of an architecture can have; of the host's own where none is given. */
  machines(arch?: string): Promise<MachineInfo[]>
}

export interface CommandLine {
  emulator: string
  arguments: { option: string; value?: string }[]
  environment: Record<string, string>
}

export interface HostCapabilities {
  /** libvirt's name of the host's architecture. */
  arch: string
  kvm: { usable: true } | { usable: false; reason: string }
  /** One for each guest architecture that an installed binary runs. */
  emulators: EmulatorInfo[]
  /** Binaries that could not be asked, and why. */
  failures: { binary: string; message: string }[]
}

export interface EmulatorInfo {
  arch: string
  binary: string
  /** `7.2.22` */
  version: string
  /** Those that run guests of this architecture here, as in `<domain type=…>`: `kvm`, `qemu`, … */
  accelerators: string[]
  defaultMachine?: string
}

export interface MachineInfo {
  name: string
  alias?: string
  default: boolean
  deprecated: boolean
  maxCpus: number
}
