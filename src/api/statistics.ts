import type { DomainStatus } from './domain.ts'
import type { Impact } from './settings.ts'

/** What a domain uses. Times are nanoseconds, memory is KiB, all else that has a size is bytes; counters begin with the run. */
export interface DomainStatistics {
  /**
   * Much at once. What only QEMU knows is left out where QEMU doesn't say it in time, and where the domain doesn't run.
   */
  read(options?: StatisticsOptions): Promise<StatisticsRecord>
  /** The guest's memory as its balloon tells it, and what the emulator has of the host's. */
  memory(): Promise<BalloonStatistics>
  /** Seconds between two looks of the balloon into the guest; 0 is never. */
  setMemoryPeriod(seconds: number, where?: Impact): Promise<void>
  /** Requests to a disk, which is named by its target or its file; of all disks together where none is named. */
  disk(disk?: string): Promise<DiskCounters>
  /** How large a disk's image is. */
  image(disk: string): Promise<ImageSizes>
  /** Disks on which a request has failed, and how. */
  diskErrors(): Promise<DiskError[]>
  /** Traffic of a card, which is named by its name on the host or by its address. */
  interface(device: string): Promise<InterfaceTraffic>
  /** Those that are plugged in. */
  vcpus(): Promise<VcpuUse[]>
  cpu(): Promise<CpuUse>
  /** Numbers of the threads of disks, and the host's CPUs that each may run on. */
  iothreads(where?: Impact): Promise<ThreadCpus[]>
  /** The host's CPUs that each virtual CPU, plugged in or not, is to run on. */
  vcpuCpus(where?: Impact): Promise<number[][]>
  /** The host's CPUs that the emulator's other threads are to run on. */
  emulatorCpus(where?: Impact): Promise<number[]>
  /** Begins to count how much memory is written; the outcome is in `read`. */
  startDirtyRate(seconds: number): Promise<void>
  /** Bytes of what a disk holds. */
  peekDisk(disk: string, range: ByteRange): Promise<Uint8Array>
  /** Bytes of the guest's memory, by physical addresses or by those that its first CPU has now. */
  peekMemory(range: ByteRange & { virtual?: boolean }): Promise<Uint8Array>
}

export type StatisticsGroup = keyof StatisticsRecord

export interface StatisticsOptions {
  /** All where it is left out. */
  groups?: readonly StatisticsGroup[]
  /** The images below a disk's own, too. */
  backing?: boolean
  /** Milliseconds that QEMU has for its part. */
  timeout?: number
}

/** Each group is there where it was asked for and the domain has it. */
export interface StatisticsRecord {
  state?: DomainStatus
  cpu?: CpuStatistics
  balloon?: BalloonStatistics
  vcpu?: VcpuStatistics
  interface?: InterfaceStatistics
  block?: BlockStatistics[]
  perf?: Record<string, number>
  iothread?: IothreadStatistics[]
  /** Of the bandwidth of the host's memory nothing is watched. */
  memory?: Record<string, never>
  dirtyRate?: DirtyRate
  vm?: KvmCounters
}

export interface CpuUse {
  time: number
  user: number
  system: number
}

export interface CpuStatistics extends CpuUse {
  /** Time for which idle virtual CPUs were kept awake, with and without a use. */
  haltPollSuccess?: number
  haltPollFail?: number
}

export interface BalloonStatistics {
  /** What the guest has now, and may have. */
  current: number
  maximum: number
  /** Of the guest itself, where its driver tells. */
  swapIn?: number
  swapOut?: number
  majorFaults?: number
  minorFaults?: number
  unused?: number
  available?: number
  usable?: number
  diskCaches?: number
  hugePagesTaken?: number
  hugePagesFailed?: number
  /** Seconds since the epoch; 0 where the guest has never told. */
  lastUpdate?: number
  /** The emulator's memory on the host. */
  rss?: number
}

export interface VcpuStatistics {
  current: number
  maximum: number
  vcpus: VcpuStatistic[]
}

export type VcpuState = 'offline' | 'running' | 'blocked'

export interface VcpuStatistic {
  number: number
  state: VcpuState
  time?: number
  wait?: number
  delay?: number
  /** What KVM counts, as the kernel calls it. */
  kvm?: KvmCounters
}

/** By name with its kind: `exits.sum`, `pages_4k.cur`, `max_mmu_rmap_size.max`. */
export type KvmCounters = Record<string, number | boolean>

export interface VcpuUse {
  number: number
  state: VcpuState
  time: number
  /** The host's CPU that it was on last, and those that it may be on. */
  cpu: number
  cpus: number[]
}

export interface ThreadCpus {
  number: number
  cpus: number[]
}

export interface InterfaceStatistics {
  /** Cards of the guest. */
  count: number
  /** Those that the host can count, by their place among all. */
  interfaces: (InterfaceTraffic & { index: number; name: string })[]
}

/** As the guest sees it. */
export interface InterfaceTraffic {
  receivedBytes: number
  receivedPackets: number
  receiveErrors: number
  receiveDrops: number
  sentBytes: number
  sentPackets: number
  sendErrors: number
  sendDrops: number
}

export interface DiskCounters {
  readRequests: number
  readBytes: number
  readTime: number
  writeRequests: number
  writeBytes: number
  writeTime: number
  flushRequests: number
  flushTime: number
}

export interface BlockStatistics extends Partial<DiskCounters>, Partial<ImageSizes> {
  /** The disk's target. */
  name: string
  path?: string
  /** The number of the image while the guest runs. */
  index?: number
  /** Bytes after which an event is to come, where one is set. */
  threshold?: number
}

export interface ImageSizes {
  /** What the guest sees. */
  capacity: number
  /** What it takes on the host; of a block device how far it is written. */
  allocation: number
  /** How long its file or its device is. */
  physical: number
}

export interface DiskError {
  disk: string
  error: 'unspecified' | 'no space'
}

export interface IothreadStatistics {
  number: number
  /** Nanoseconds. */
  pollMax: number
  pollGrow: number
  pollShrink: number
}

export interface DirtyRate {
  status: 'unstarted' | 'measuring' | 'measured'
  /** Seconds of the host's clock. */
  started: number
  seconds: number
  mode: string
  /** MiB a second, of all and, where the mode tells, of each virtual CPU. */
  rate?: number
  vcpus?: { number: number; rate: number }[]
}

export interface ByteRange {
  offset: number
  size: number
}
