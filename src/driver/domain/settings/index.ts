import type {
  BlockShares,
  DiskLimits,
  DomainSettings,
  Impact,
  InterfaceRates,
  IothreadParameters,
  LifecycleAction,
  LifecycleOccasion,
  MemoryLimits,
  NumaMemory,
  PerfEvents,
  Scheduler,
  VcpuChange,
  VcpuQuestion,
} from '../../../api/index.ts'
import type { DomainEditor } from '../editor.ts'
import { diskLimits, setBlockThreshold, setDiskLimits } from './disks.ts'
import { interfaceRates, setInterfaceRates } from './interfaces.ts'
import { addIothread, removeIothread, setIothread } from './iothreads.ts'
import { setLifecycleAction } from './lifecycle-action.ts'
import { setMaxMemory, setMemory } from './memory.ts'
import { numaMemory, setNumaMemory } from './numa.ts'
import { perfEvents, setPerfEvents } from './perf-events.ts'
import { pinEmulator, pinIothread, pinVcpu } from './pins.ts'
import { blockShares, memoryLimits, scheduler, setBlockShares, setMemoryLimits, setScheduler } from './shares.ts'
import { removeThrottleGroup, setThrottleGroup } from './throttle-groups.ts'
import { setVcpu, setVcpus, vcpuCount } from './vcpus.ts'

export class LocalSettings implements DomainSettings {
  readonly #editor: DomainEditor

  constructor(editor: DomainEditor) {
    this.#editor = editor
  }

  setMemory(kib: number, where: Impact = {}): Promise<void> {
    return setMemory(this.#editor, kib, where)
  }

  setMaxMemory(kib: number, where: Impact = {}): Promise<void> {
    return setMaxMemory(this.#editor, kib, where)
  }

  vcpus(question: VcpuQuestion = {}): Promise<number> {
    return vcpuCount(this.#editor, question)
  }

  setVcpus(count: number, where: VcpuChange = {}): Promise<void> {
    return setVcpus(this.#editor, count, where)
  }

  setVcpu(vcpus: readonly number[], on: boolean, where: Impact = {}): Promise<void> {
    return setVcpu(this.#editor, { vcpus, on }, where)
  }

  pinVcpu(vcpu: number, cpus: readonly number[], where: Impact = {}): Promise<void> {
    return pinVcpu(this.#editor, { vcpu, cpus }, where)
  }

  pinEmulator(cpus: readonly number[], where: Impact = {}): Promise<void> {
    return pinEmulator(this.#editor, cpus, where)
  }

  pinIothread(id: number, cpus: readonly number[], where: Impact = {}): Promise<void> {
    return pinIothread(this.#editor, { id, cpus }, where)
  }

  addIothread(id: number, where: Impact = {}): Promise<void> {
    return addIothread(this.#editor, id, where)
  }

  removeIothread(id: number, where: Impact = {}): Promise<void> {
    return removeIothread(this.#editor, id, where)
  }

  setIothread(id: number, parameters: IothreadParameters, where: Impact = {}): Promise<void> {
    return setIothread(this.#editor, { ...parameters, id }, where)
  }

  scheduler(where: Impact = {}): Promise<Scheduler> {
    return scheduler(this.#editor, where)
  }

  setScheduler(values: Scheduler, where: Impact = {}): Promise<void> {
    return setScheduler(this.#editor, values, where)
  }

  memoryLimits(where: Impact = {}): Promise<MemoryLimits> {
    return memoryLimits(this.#editor, where)
  }

  setMemoryLimits(limits: MemoryLimits, where: Impact = {}): Promise<void> {
    return setMemoryLimits(this.#editor, limits, where)
  }

  blockShares(where: Impact = {}): Promise<BlockShares> {
    return blockShares(this.#editor, where)
  }

  setBlockShares(shares: BlockShares, where: Impact = {}): Promise<void> {
    return setBlockShares(this.#editor, shares, where)
  }

  numaMemory(where: Impact = {}): Promise<NumaMemory> {
    return numaMemory(this.#editor, where)
  }

  setNumaMemory(memory: Partial<NumaMemory>, where: Impact = {}): Promise<void> {
    return setNumaMemory(this.#editor, memory, where)
  }

  interfaceRates(device: string, where: Impact = {}): Promise<InterfaceRates> {
    return interfaceRates(this.#editor, device, where)
  }

  setInterfaceRates(device: string, rates: InterfaceRates, where: Impact = {}): Promise<void> {
    return setInterfaceRates(this.#editor, { ...rates, device }, where)
  }

  diskLimits(disk: string, where: Impact = {}): Promise<DiskLimits> {
    return diskLimits(this.#editor, disk, where)
  }

  setDiskLimits(disk: string, limits: DiskLimits, where: Impact = {}): Promise<void> {
    return setDiskLimits(this.#editor, { ...limits, disk }, where)
  }

  setThrottleGroup(name: string, limits: DiskLimits, where: Impact = {}): Promise<void> {
    return setThrottleGroup(this.#editor, { ...limits, name }, where)
  }

  removeThrottleGroup(name: string, where: Impact = {}): Promise<void> {
    return removeThrottleGroup(this.#editor, name, where)
  }

  setBlockThreshold(disk: string, bytes: number): Promise<void> {
    return setBlockThreshold(this.#editor, disk, bytes)
  }

  perfEvents(where: Impact = {}): Promise<PerfEvents> {
    return perfEvents(this.#editor, where)
  }

  setPerfEvents(events: PerfEvents, where: Impact = {}): Promise<void> {
    return setPerfEvents(this.#editor, events, where)
  }

  setLifecycleAction(occasion: LifecycleOccasion, action: LifecycleAction, where: Impact = {}): Promise<void> {
    return setLifecycleAction(this.#editor, { occasion, action }, where)
  }
}
