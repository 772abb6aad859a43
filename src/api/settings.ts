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
}

export interface IothreadParameters {
  /** Nanoseconds. */
  poll_max_ns?: number
  poll_grow?: number
  poll_shrink?: number
  thread_pool_min?: number
  thread_pool_max?: number
}
