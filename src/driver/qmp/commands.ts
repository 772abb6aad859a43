/** The QMP commands that Lodge uses, as QEMU's QAPI schema has them. Anything else goes through `executeAny`. */
export interface Commands {
  qmp_capabilities: { takes?: { enable?: string[] }; returns: Nothing }
  'query-version': { returns: VersionReply }
  'query-target': { returns: { arch: string } }
  'query-qmp-schema': { returns: SchemaEntity[] }
  'query-kvm': { returns: { enabled: boolean; present: boolean } }
  'query-machines': { returns: MachineReply[] }
  'query-cpu-definitions': { returns: CpuDefinitionReply[] }
  'query-cpu-model-expansion': { takes: CpuModelExpansion; returns: CpuModelReply }
  'query-command-line-options': { returns: { option: string; parameters: { name: string }[] }[] }
  'query-migrate-capabilities': { returns: { capability: string; state: boolean }[] }
  'query-tpm-models': { returns: string[] }
  'query-tpm-types': { returns: string[] }
  'query-gic-capabilities': { returns: { version: number; emulated: boolean; kernel: boolean }[] }
  'query-sev-capabilities': { returns: Record<string, string | number> }
  'query-sgx-capabilities': { returns: Record<string, unknown> }
  'qom-list-types': {
    takes?: { implements?: string; abstract?: boolean }
    returns: { name: string; parent?: string }[]
  }
  'qom-list-properties': { takes: { typename: string }; returns: PropertyReply[] }
  'device-list-properties': { takes: { typename: string }; returns: PropertyReply[] }
  'query-status': { returns: StatusReply }
  'query-chardev': { returns: { label: string; filename: string; 'frontend-open': boolean }[] }
  'query-vnc': { returns: { enabled: boolean; service?: string } }
  'query-spice': { returns: { enabled: boolean; port?: number; 'tls-port'?: number } }
  'query-cpus-fast': { returns: { 'cpu-index': number; 'qom-path': string; 'thread-id': number; target: string }[] }
  'query-iothreads': { returns: IothreadReply[] }
  'query-balloon': { returns: { actual: number } }
  'query-blockstats': { returns: BlockCountersReply[] }
  'query-named-block-nodes': { takes?: { flat?: boolean }; returns: BlockNodeReply[] }
  'query-dirty-rate': { returns: DirtyRateReply }
  'calc-dirty-rate': { takes: { 'calc-time': number }; returns: Nothing }
  'query-stats': { takes: { target: 'vm' | 'vcpu' }; returns: CountersReply[] }
  'query-stats-schemas': { returns: CounterKindsReply[] }
  'qom-get': { takes: { path: string; property: string }; returns: unknown }
  'qom-set': { takes: { path: string; property: string; value: unknown }; returns: Nothing }
  'query-hotpluggable-cpus': { returns: HotpluggableCpu[] }
  balloon: { takes: { value: number }; returns: Nothing }
  'query-block': { returns: Record<string, unknown>[] }
  'set-action': {
    takes: { shutdown?: 'poweroff' | 'pause'; reboot?: 'reset' | 'shutdown'; panic?: string; watchdog?: string }
    returns: Nothing
  }
  'dump-guest-memory': { takes: { paging: boolean; protocol: string; detach?: boolean }; returns: Nothing }
  'query-dump': { returns: { status: 'none' | 'active' | 'completed' | 'failed' } }
  cont: { returns: Nothing }
  stop: { returns: Nothing }
  quit: { returns: Nothing }
  system_powerdown: { returns: Nothing }
  system_reset: { returns: Nothing }
}

export type CommandName = keyof Commands
export type ReturnsOf<C extends CommandName> = Commands[C]['returns']
/** The arguments as a parameter list: left out where the command takes none or only optional ones. */
export type ParametersOf<C extends CommandName> = Commands[C] extends { takes: infer T }
  ? [args: T]
  : Commands[C] extends { takes?: infer T }
    ? [args?: T]
    : [args?: Nothing]

export type Nothing = Record<string, never>

export interface VersionReply {
  qemu: { major: number; minor: number; micro: number }
  package: string
}

export interface SchemaEntity {
  name: string
  'meta-type': string
  'arg-type'?: string
  'ret-type'?: string
  'element-type'?: string
  members?: SchemaMember[]
  variants?: { case: string; type: string }[]
  tag?: string
  /** Values of an enumeration; builds since 6.1 also give them, with features, in `members`. */
  values?: string[]
  features?: string[]
}

export interface SchemaMember {
  name?: string
  type?: string
  features?: string[]
}

export interface MachineReply {
  name: string
  alias?: string
  'is-default'?: boolean
  'cpu-max': number
  'hotpluggable-cpus': boolean
  'numa-mem-supported': boolean
  deprecated: boolean
  'default-cpu-type'?: string
  'default-ram-id'?: string
  acpi?: boolean
}

export interface CpuDefinitionReply {
  name: string
  typename: string
  'unavailable-features'?: string[]
  deprecated?: boolean
}

export interface CpuModelExpansion {
  type: 'static' | 'full'
  model: { name: string; props?: Record<string, boolean | number | string> }
}

export interface CpuModelReply {
  model: { name: string; props?: Record<string, boolean | number | string> }
  'deprecated-props'?: string[]
}

export interface PropertyReply {
  name: string
  type: string
  description?: string
  'default-value'?: unknown
}

export interface HotpluggableCpu {
  type: string
  'vcpus-count': number
  props: Record<string, number>
  /** Of one that is plugged in. */
  'qom-path'?: string
}

export interface IothreadReply {
  id: string
  'thread-id': number
  'poll-max-ns': number
  'poll-grow': number
  'poll-shrink': number
}

export interface BlockCountersReply {
  /** The device's id, or its path where it has none. */
  qdev?: string
  'node-name'?: string
  stats: Record<string, unknown>
  parent?: BlockCountersReply
  backing?: BlockCountersReply
}

export interface BlockNodeReply {
  'node-name': string
  write_threshold: number
  image: { filename: string; 'virtual-size': number; 'actual-size'?: number }
}

export interface DirtyRateReply {
  status: 'unstarted' | 'measuring' | 'measured'
  mode: string
  'start-time': number
  'calc-time': number
  /** MiB a second. */
  'dirty-rate'?: number
  'vcpu-dirty-rate'?: { id: number; 'dirty-rate': number }[]
}

export interface CountersReply {
  provider: string
  'qom-path'?: string
  stats: { name: string; value: unknown }[]
}

export interface CounterKindsReply {
  provider: string
  target: string
  stats: { name: string; type: string }[]
}

export interface StatusReply {
  status: RunState
  running: boolean
}

export type RunState =
  | 'colo'
  | 'debug'
  | 'finish-migrate'
  | 'guest-panicked'
  | 'inmigrate'
  | 'internal-error'
  | 'io-error'
  | 'paused'
  | 'postmigrate'
  | 'prelaunch'
  | 'restore-vm'
  | 'running'
  | 'save-vm'
  | 'shutdown'
  | 'suspended'
  | 'watchdog'
