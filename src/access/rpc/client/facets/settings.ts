import type { DomainSettings, Impact, IothreadParameters, VcpuChange, VcpuQuestion } from '../../../../api/index.ts'
import { formatNumberSet } from '../../../../base/number-sets.ts'
import { iothreadParameters } from '../../protocol/domain-iothreads.ts'
import { memoryFlags } from '../../protocol/domain-memory.ts'
import { vcpuFlags } from '../../protocol/domain-vcpus.ts'
import { impactNumber } from '../../protocol/impact.ts'
import { writeParameters } from '../../protocol/parameters.ts'
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

  get #call(): CallableDomain['call'] {
    return this.#domain.call
  }

  #at(where?: Impact) {
    return { dom: this.#domain.handle, flags: impactNumber(where) }
  }
}
