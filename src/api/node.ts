import type { SuspendTarget } from './agent.ts'
import type { SecurityModel } from './security.ts'

/** The machine itself, whatever runs on it. */
export interface Node {
  nodeInfo(): Promise<NodeInfo>
  cpuMap(): Promise<CpuMap>
  /** Of all CPUs together, or of one that is on. */
  cpuStats(cpu?: number): Promise<CpuStats>
  /** Of the whole machine, or of one NUMA cell. */
  memoryStats(cell?: number): Promise<MemoryStats>
  /** What the kernel does to keep equal pages of guests only once. */
  pageMerging(): Promise<PageMerging>
  setPageMerging(change: PageMergingChange): Promise<void>
  /** Bytes. */
  freeMemory(): Promise<number>
  /** In the order of their numbers. */
  cellsFreeMemory(): Promise<CellMemory[]>
  /** Pages that nobody uses, by cell and size; of all cells where none is named. */
  freePages(cell?: number): Promise<FreePages[]>
  /** Sets huge pages aside for guests, or gives them back. */
  allocatePages(change: PagesChange): Promise<void>
  /** Sleeps soon, and wakes up by itself: after a minute at the earliest. */
  suspend(target: SuspendTarget, seconds: number): Promise<void>
  /** How AMD's processors encrypt guests here; an error where they don't. */
  sev(): Promise<SevInfo>
  hostname(): Promise<string>
  /** What keeps domains apart from the host and from each other; the first decides. */
  securityModels(): Promise<SecurityModel[]>
  /** What the firmware says of the machine, as libvirt's `<sysinfo>`. */
  sysinfoXml(): Promise<string>
  versions(): Promise<Versions>
  /** libvirt's `<capabilities>`: the machine, and the guests that it can run. */
  capabilitiesXml(): Promise<string>
  /** libvirt's `<domainCapabilities>`: what guests of an emulator, an architecture and a machine type can have. */
  domainCapabilitiesXml(choice?: GuestChoice): Promise<string>
  /** Names of CPU models for guests of an architecture; none where QEMU doesn't name any. */
  cpuModels(arch: string): Promise<string[]>
  /** Whether a CPU, as XML describes it, can be had: from the machine, or, where a choice is given, from an emulator. */
  compareCpu(xml: string, choice?: GuestChoice): Promise<CpuComparison>
  /** The largest CPU that all of these have, as `<cpu>` for domain XML. */
  baselineCpu(cpus: readonly string[], options?: BaselineOptions): Promise<string>
}

export interface NodeInfo {
  /** libvirt's name of the architecture. */
  model: string
  /** KiB. */
  memory: number
  /** CPUs that are on. */
  cpus: number
  /** 0 where the kernel doesn't say. */
  mhz: number
  /** NUMA cells. Where CPUs are not the same number in all of them, this and `sockets` are 1 and `cores` all CPUs. */
  nodes: number
  /** In each cell. */
  sockets: number
  /** In each socket. */
  cores: number
  /** In each core. */
  threads: number
}

/** Numbers of CPUs. */
export interface CpuMap {
  present: number[]
  online: number[]
}

/** Nanoseconds since the machine's start. */
export interface CpuStats {
  user: number
  system: number
  idle: number
  iowait: number
}

/** KiB. Of a cell there are no buffers and no cache. */
export interface MemoryStats {
  total: number
  free: number
  buffers?: number
  cached?: number
}

/** The kernel's samepage merging, in its own words; what this kernel doesn't have is not there. */
export interface PageMerging {
  pagesToScan?: number
  /** Milliseconds. */
  sleep?: number
  /** Pages that stand for several, those several, those that are like no other, and those that change too fast. */
  shared?: number
  sharing?: number
  unshared?: number
  volatile?: number
  fullScans?: number
  /** 0: only pages of one NUMA cell are merged. */
  acrossCells?: number
}

/** What is left out stays. */
export type PageMergingChange = Pick<PageMerging, 'pagesToScan' | 'sleep' | 'acrossCells'>

export interface PagesChange {
  /** Of the machine as a whole where none is named. */
  cell?: number
  /** Size of a page. */
  kib: number
  count: number
  /** In addition to those that are there; otherwise there are as many from then on. */
  add?: boolean
}

export interface SevInfo {
  /** The platform's key for owners of guests, and what vouches for it, in base64. */
  pdh: string
  certChain: string
  /** The bit of an address that says that memory is encrypted, and the bits that addresses lose. */
  cbitpos: number
  reducedPhysBits: number
  /** The processor's own name, in base64. */
  cpu0Id?: string
}

export interface CellMemory {
  cell: number
  /** Bytes. */
  free: number
}

export interface FreePages {
  cell: number
  /** Size of a page. */
  kib: number
  count: number
}

export interface Versions {
  /** Of the emulator for guests of the machine's own architecture: `7.2.22`. */
  qemu: string
  emulator: string
}

/** What is left out follows from the rest: the machine's own architecture, the emulator for it, its default machine type, the fastest domain type. */
export interface GuestChoice {
  /** Path of a binary. */
  emulator?: string
  arch?: string
  machine?: string
  /** As in `<domain type=…>`. */
  type?: string
}

/** `superset`: the machine has more than the CPU that is described. */
export type CpuComparison = 'incompatible' | 'identical' | 'superset'

export interface BaselineOptions extends GuestChoice {
  /** Names the features that the model has too. */
  expand?: boolean
}
