import type { QemuBuild } from '../qemu/build.ts'

/** What the host says of itself, as plain data; numbers of memory are KiB. */
export interface HostFacts {
  uuid: string
  /** libvirt's name. */
  arch: string
  processor: ProcessorFacts
  topology: TopologyFacts
  /** KiB, the usual size first. */
  pageSizes: number[]
  /** How the machine can be put to sleep. */
  sleep: ('suspend_mem' | 'suspend_disk' | 'suspend_hybrid')[]
  iommu: boolean
  cells: CellFacts[]
  caches: CacheFacts[]
  /** What keeps guests apart, and the labels of those that say nothing of it. */
  security: { model: string; doi: string; baselabels: { type: string; label: string }[] }[]
}

/** The CPU as the kernel describes it; what it doesn't say is absent. */
export interface ProcessorFacts {
  /** Twelve letters on x86: `AuthenticAMD`. */
  vendor?: string
  family?: number
  model?: number
  stepping?: number
  microcode?: number
  /** The kernel's names. */
  flags: string[]
  physicalBits?: number
}

/** How CPUs are counted; sockets are those of one cell. */
export interface TopologyFacts {
  sockets: number
  dies: number
  clusters: number
  cores: number
  threads: number
}

export interface CellFacts {
  id: number
  memory: number
  pages: { kib: number; count: number }[]
  distances: { id: number; value: number }[]
  cpus: CpuPlace[]
}

export interface CpuPlace {
  id: number
  socket: number
  die: number
  cluster: number
  core: number
  /** Threads of the same core. */
  siblings: number[]
}

export interface CacheFacts {
  id: number
  level: number
  type: 'both' | 'code' | 'data'
  kib: number
  cpus: number[]
}

/** The build that runs an architecture's guests, and how. */
export interface GuestFacts {
  arch: string
  build: QemuBuild
  /** `<domain type=…>`s that work, the translator first. */
  types: string[]
}
