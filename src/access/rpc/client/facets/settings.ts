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
} from '../../../../api/index.ts'
import { formatNumberSet } from '../../../../base/number-sets.ts'
import type { TypedParameter } from '../../../../formats/xdr/index.ts'
import { iothreadParameters } from '../../protocol/domain-iothreads.ts'
import { memoryFlags } from '../../protocol/domain-memory.ts'
import { vcpuFlags } from '../../protocol/domain-vcpus.ts'
import { impactNumber } from '../../protocol/impact.ts'
import { readParameters, writeParameters } from '../../protocol/parameters.ts'
import {
  blockTypes,
  memoryTypes,
  numaTypes,
  perfTypes,
  rateTypes,
  readBlockShares,
  readMemoryLimits,
  readNumaMemory,
  readRates,
  readScheduler,
  schedulerTypes,
  throttleTypes,
  writeBlockShares,
  writeMemoryLimits,
  writeNumaMemory,
  writeRates,
  writeScheduler,
} from '../../protocol/tuning-words.ts'
import { lifecycleActions, lifecycleOccasions } from '../../protocol/words.ts'
import type { CallableDomain } from './callable-domain.ts'

export class RemoteSettings implements DomainSettings {
  readonly #domain: CallableDomain

  constructor(domain: CallableDomain) {
    this.#domain = domain
  }

  async setMemory(memory: number, where?: Impact): Promise<void> {
    await this.#call('DOMAIN_SET_MEMORY_FLAGS', { ...this.#at(where), memory })
  }

  async setMaxMemory(memory: number, where?: Impact): Promise<void> {
    const flags = impactNumber(where) | memoryFlags.maximum
    await this.#call('DOMAIN_SET_MEMORY_FLAGS', { ...this.#at(), memory, flags })
  }

  async vcpus({ maximum, ...where }: VcpuQuestion = {}): Promise<number> {
    const flags = impactNumber(where) | (maximum ? vcpuFlags.maximum : 0)
    return (await this.#call('DOMAIN_GET_VCPUS_FLAGS', { ...this.#at(), flags })).value
  }

  async setVcpus(count: number, { maximum, hotpluggable, ...where }: VcpuChange = {}): Promise<void> {
    const more = (maximum ? vcpuFlags.maximum : 0) | (hotpluggable ? vcpuFlags.hotpluggable : 0)
    await this.#call('DOMAIN_SET_VCPUS_FLAGS', { ...this.#at(), count, flags: impactNumber(where) | more })
  }

  async setVcpu(vcpus: readonly number[], on: boolean, where?: Impact): Promise<void> {
    await this.#call('DOMAIN_SET_VCPU', { ...this.#at(where), vcpus: formatNumberSet(vcpus), state: Number(on) })
  }

  async pinVcpu(vcpu: number, cpus: readonly number[], where?: Impact): Promise<void> {
    await this.#call('DOMAIN_PIN_VCPU_FLAGS', { ...this.#at(where), vcpu, cpus: [...cpus] })
  }

  async pinEmulator(cpus: readonly number[], where?: Impact): Promise<void> {
    await this.#call('DOMAIN_PIN_EMULATOR', { ...this.#at(where), cpus: [...cpus] })
  }

  async pinIothread(id: number, cpus: readonly number[], where?: Impact): Promise<void> {
    await this.#call('DOMAIN_PIN_IOTHREAD', { ...this.#at(where), id, cpus: [...cpus] })
  }

  async addIothread(id: number, where?: Impact): Promise<void> {
    await this.#call('DOMAIN_ADD_IOTHREAD', { ...this.#at(where), id })
  }

  async removeIothread(id: number, where?: Impact): Promise<void> {
    await this.#call('DOMAIN_DEL_IOTHREAD', { ...this.#at(where), id })
  }

  async setIothread(id: number, parameters: IothreadParameters, where?: Impact): Promise<void> {
    const params = writeParameters({ ...parameters }, iothreadParameters)
    await this.#call('DOMAIN_SET_IOTHREAD_PARAMS', { ...this.#at(where), id, params })
  }

  async scheduler(where?: Impact): Promise<Scheduler> {
    const args = { ...this.#at(where), wanted: Object.keys(schedulerTypes).length }
    const { params } = await this.#call('DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS', args)
    return readScheduler(readParameters(params, schedulerTypes))
  }

  async setScheduler(values: Scheduler, where?: Impact): Promise<void> {
    const params = writeParameters(writeScheduler(values), schedulerTypes)
    await this.#call('DOMAIN_SET_SCHEDULER_PARAMETERS_FLAGS', { ...this.#at(where), params })
  }

  async memoryLimits(where?: Impact): Promise<MemoryLimits> {
    const args = { ...this.#at(where), wanted: Object.keys(memoryTypes).length }
    return readMemoryLimits(
      readParameters((await this.#call('DOMAIN_GET_MEMORY_PARAMETERS', args)).params, memoryTypes),
    )
  }

  async setMemoryLimits(limits: MemoryLimits, where?: Impact): Promise<void> {
    const params = writeParameters(writeMemoryLimits(limits), memoryTypes)
    await this.#call('DOMAIN_SET_MEMORY_PARAMETERS', { ...this.#at(where), params })
  }

  async blockShares(where?: Impact): Promise<BlockShares> {
    const args = { ...this.#at(where), wanted: Object.keys(blockTypes).length }
    return readBlockShares(readParameters((await this.#call('DOMAIN_GET_BLKIO_PARAMETERS', args)).params, blockTypes))
  }

  async setBlockShares(shares: BlockShares, where?: Impact): Promise<void> {
    const said = Object.entries(writeBlockShares(shares)).filter(([, value]) => value !== '')
    const params = writeParameters(Object.fromEntries(said), blockTypes)
    await this.#call('DOMAIN_SET_BLKIO_PARAMETERS', { ...this.#at(where), params })
  }

  async numaMemory(where?: Impact): Promise<NumaMemory> {
    const args = { ...this.#at(where), wanted: Object.keys(numaTypes).length }
    const { params } = await this.#call('DOMAIN_GET_NUMA_PARAMETERS', args)
    const { numa_mode, numa_nodeset } = readParameters(params, numaTypes)
    // What is not said is an empty set here.
    const { mode = 'strict', nodeset = [] } = readNumaMemory({ numa_mode, numa_nodeset: numa_nodeset || undefined })
    return { mode, nodeset }
  }

  async setNumaMemory(memory: Partial<NumaMemory>, where?: Impact): Promise<void> {
    const params = writeParameters(writeNumaMemory(memory), numaTypes)
    await this.#call('DOMAIN_SET_NUMA_PARAMETERS', { ...this.#at(where), params })
  }

  async interfaceRates(device: string, where?: Impact): Promise<InterfaceRates> {
    const args = { ...this.#at(where), device, wanted: Object.keys(rateTypes).length }
    const { params } = await this.#call('DOMAIN_GET_INTERFACE_PARAMETERS', args)
    return { inbound: {}, outbound: {}, ...readRates(readParameters(limited(params), rateTypes)) }
  }

  async setInterfaceRates(device: string, rates: InterfaceRates, where?: Impact): Promise<void> {
    const params = writeParameters(writeRates(rates), rateTypes)
    await this.#call('DOMAIN_SET_INTERFACE_PARAMETERS', { ...this.#at(where), device, params })
  }

  async diskLimits(disk: string, where?: Impact): Promise<DiskLimits> {
    const args = { ...this.#at(where), disk, wanted: Object.keys(throttleTypes).length }
    const { params } = await this.#call('DOMAIN_GET_BLOCK_IO_TUNE', args)
    return readParameters(limited(params), throttleTypes)
  }

  async setDiskLimits(disk: string, limits: DiskLimits, where?: Impact): Promise<void> {
    const params = writeParameters({ ...limits }, throttleTypes)
    await this.#call('DOMAIN_SET_BLOCK_IO_TUNE', { ...this.#at(where), disk, params })
  }

  async setThrottleGroup(group: string, limits: DiskLimits, where?: Impact): Promise<void> {
    const params = writeParameters({ ...limits }, throttleTypes)
    await this.#call('DOMAIN_SET_THROTTLE_GROUP', { ...this.#at(where), group, params })
  }

  async removeThrottleGroup(group: string, where?: Impact): Promise<void> {
    await this.#call('DOMAIN_DEL_THROTTLE_GROUP', { ...this.#at(where), group })
  }

  async setBlockThreshold(disk: string, bytes: number): Promise<void> {
    await this.#call('DOMAIN_SET_BLOCK_THRESHOLD', { ...this.#at(), disk, bytes })
  }

  async perfEvents(where?: Impact): Promise<PerfEvents> {
    const { params } = await this.#call('DOMAIN_GET_PERF_EVENTS', this.#at(where))
    return readParameters(params, perfTypes)
  }

  async setPerfEvents(events: PerfEvents, where?: Impact): Promise<void> {
    await this.#call('DOMAIN_SET_PERF_EVENTS', { ...this.#at(where), params: writeParameters(events, perfTypes) })
  }

  async setLifecycleAction(occasion: LifecycleOccasion, action: LifecycleAction, where?: Impact): Promise<void> {
    const numbers = { occasion: lifecycleOccasions.indexOf(occasion), action: lifecycleActions.indexOf(action) }
    await this.#call('DOMAIN_SET_LIFECYCLE_ACTION', { ...this.#at(where), ...numbers })
  }

  get #call(): CallableDomain['call'] {
    return this.#domain.call
  }

  #at(where?: Impact) {
    return { dom: this.#domain.handle, flags: impactNumber(where) }
  }
}

/** A limit of 0 is none. */
function limited(params: readonly TypedParameter[]): TypedParameter[] {
  return params.filter(({ value }) => Boolean(value))
}
