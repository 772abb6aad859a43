/** What one QEMU binary told about itself over QMP: plain data, cached on disk, fed by the probe or by a recorded conversation. */
export interface QemuFacts {
  binary: string
  version: QemuVersion
  /** QEMU's own name of its target, as `query-target` gives it: `x86_64`, `i386`, `arm`, `aarch64`, … */
  target: string
  /** Accelerators compiled in, QEMU's names: `tcg`, `kvm`, `xen`, `hvf`, … */
  accelerators: string[]
  /** `query-kvm`: `present` is compiled in, `enabled` means that this host let the probe use it. */
  kvm: { present: boolean; enabled: boolean }
  /** Names of all QOM types (`qom-list-types`): devices, objects, CPUs, machines. */
  types: string[]
  /** Property names of the device types that were asked about (`device-list-properties`). */
  deviceProperties: Record<string, string[]>
  /** Property names of the objects and machines that were asked about (`qom-list-properties`). */
  objectProperties: Record<string, string[]>
  /** What differs between accelerators; `kvm` is absent where KVM was not usable at the probe. */
  byAccelerator: { tcg?: AcceleratorFacts; kvm?: AcceleratorFacts }
  /** Parameters of command-line options (`query-command-line-options`). */
  commandLineOptions: Record<string, string[]>
  /** QMP commands and events by name, and members of their arguments as paths: `blockdev-add`, `blockdev-add/file/aio`, … */
  schema: string[]
  migrationCapabilities: string[]
  tpmModels: string[]
  tpmTypes: string[]
  /** ARM's interrupt controllers (`query-gic-capabilities`); empty elsewhere. */
  gic: { version: number; emulated: boolean; kernel: boolean }[]
  /** AMD's encrypted guests, Intel's enclaves: what this host's CPU and kernel offer; absent where they don't. */
  sev?: Record<string, string | number>
  sgx?: Record<string, unknown>
}

export interface QemuVersion {
  major: number
  minor: number
  micro: number
  package: string
}

export interface AcceleratorFacts {
  machines: MachineFacts[]
  cpus: CpuFacts[]
  /** `query-cpu-model-expansion` of `host` (KVM) or `max` (TCG): property name to value; absent where the target cannot. */
  hostCpu?: CpuExpansion
  /** Properties of the host CPU that are only on with `migratable=off` (x86). */
  hostCpuNotMigratable?: string[]
  /** The host CPU with every Hyper-V enlightenment that KVM has (`hv-passthrough`), as property names that are on. */
  hyperv?: string[]
}

export interface MachineFacts {
  name: string
  alias?: string
  default: boolean
  maxCpus: number
  hotpluggableCpus: boolean
  numaMemory: boolean
  deprecated: boolean
  defaultCpuType?: string
  defaultRamId?: string
  /** Absent where this build does not say. */
  acpi?: boolean
}

export interface CpuFacts {
  name: string
  typename: string
  /** Features that keep this model from running here; absent where QEMU does not say. */
  unavailable?: string[]
  deprecated: boolean
}

export interface CpuExpansion {
  name: string
  props: Record<string, boolean | number | string>
  /** Properties that will be taken away; absent where QEMU does not say. */
  deprecated?: string[]
}
