/**
 * What a change is made to, or an answer taken from: what runs, what is defined, or both; where nothing is said, what runs
 * where it runs, and otherwise what is defined.
 */
export interface Impact {
  live?: boolean
  config?: boolean
}

export interface VcpuQuestion extends Impact {
  /** The most there can be, not those that are plugged in. */
  maximum?: boolean
}

export interface VcpuChange extends VcpuQuestion {
  /** Those that are plugged in can be pulled out again. */
  hotpluggable?: boolean
}

/** How a domain's share of the host is changed while it runs, and in its definition. Names are those of the domain's XML. */
export interface DomainSettings {
  /** What the balloon leaves to the guest: KiB. */
  setMemory(kib: number, where?: Impact): Promise<void>
  /** What it is started with. */
  setMaxMemory(kib: number, where?: Impact): Promise<void>
  vcpus(question?: VcpuQuestion): Promise<number>
  setVcpus(count: number, where?: VcpuChange): Promise<void>
  /** Plugs these in, or pulls them out. */
  setVcpu(vcpus: readonly number[], on: boolean, where?: Impact): Promise<void>
  /** Processors of the host that one virtual CPU may run on. */
  pinVcpu(vcpu: number, cpus: readonly number[], where?: Impact): Promise<void>
  pinEmulator(cpus: readonly number[], where?: Impact): Promise<void>
  pinIothread(id: number, cpus: readonly number[], where?: Impact): Promise<void>
  addIothread(id: number, where?: Impact): Promise<void>
  removeIothread(id: number, where?: Impact): Promise<void>
  setIothread(id: number, parameters: IothreadParameters, where?: Impact): Promise<void>
  /** Of the host's processors, as its control groups keep it. */
  scheduler(where?: Impact): Promise<Scheduler>
  /** What is not said stays as it is. */
  setScheduler(values: Scheduler, where?: Impact): Promise<void>
  memoryLimits(where?: Impact): Promise<MemoryLimits>
  setMemoryLimits(limits: MemoryLimits, where?: Impact): Promise<void>
  blockShares(where?: Impact): Promise<BlockShares>
  setBlockShares(shares: BlockShares, where?: Impact): Promise<void>
  numaMemory(where?: Impact): Promise<NumaMemory>
  setNumaMemory(memory: Partial<NumaMemory>, where?: Impact): Promise<void>
  /** Of a network card by its MAC address or its name on the host. */
  interfaceRates(device: string, where?: Impact): Promise<InterfaceRates>
  setInterfaceRates(device: string, rates: InterfaceRates, where?: Impact): Promise<void>
  /** Of a disk by its target, `vda`, or by its file. */
  diskLimits(disk: string, where?: Impact): Promise<DiskLimits>
  setDiskLimits(disk: string, limits: DiskLimits, where?: Impact): Promise<void>
  setThrottleGroup(name: string, limits: DiskLimits, where?: Impact): Promise<void>
  removeThrottleGroup(name: string, where?: Impact): Promise<void>
  /** The event `block-threshold` comes when more bytes than these of its file are written; 0 is never. */
  setBlockThreshold(disk: string, bytes: number): Promise<void>
  perfEvents(where?: Impact): Promise<PerfEvents>
  setPerfEvents(events: PerfEvents, where?: Impact): Promise<void>
  setLifecycleAction(occasion: LifecycleOccasion, action: LifecycleAction, where?: Impact): Promise<void>
}

export interface IothreadParameters {
  /** Nanoseconds. */
  poll_max_ns?: number
  poll_grow?: number
  poll_shrink?: number
  thread_pool_min?: number
  thread_pool_max?: number
}

type Model = import('../model/domain/xml.ts').Domain
type Disk = Model['devices']['disk'][number]

/** Weights, and microseconds of periods. */
export type Scheduler = Partial<
  Record<
    | 'shares'
    | 'period'
    | 'quota'
    | 'global_period'
    | 'global_quota'
    | 'emulator_period'
    | 'emulator_quota'
    | 'iothread_period'
    | 'iothread_quota',
    number
  >
>

/** KiB. */
export type MemoryLimits = Partial<Record<'hard_limit' | 'soft_limit' | 'swap_hard_limit', number | 'none'>>

export type BlockShares = Partial<Pick<NonNullable<Model['blkiotune']>, 'weight' | 'device'>>

export interface NumaMemory {
  mode: 'strict' | 'preferred' | 'interleave' | 'restrictive'
  /** NUMA nodes of the host; empty where nothing is said. */
  nodeset: number[]
}

/** Kilobytes a second, and kilobytes of a burst. */
export interface InterfaceRates {
  inbound?: InterfaceRate
  outbound?: Omit<InterfaceRate, 'floor'>
}

export type InterfaceRate = Partial<Record<'average' | 'peak' | 'burst' | 'floor', number>>

/** 0 is no limit. */
export type DiskLimits = NonNullable<Disk['iotune']>

export type PerfEvents = Partial<Record<NonNullable<Model['perf']>['event'][number]['name'], boolean>>

export type LifecycleOccasion = 'poweroff' | 'reboot' | 'crash'
export type LifecycleAction = NonNullable<Model['on_crash']>
