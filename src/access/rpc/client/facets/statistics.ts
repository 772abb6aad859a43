import type * as api from '../../../../api/index.ts'
import { diskErrors, diskParameters } from '../../protocol/domain-disk-use.ts'
import { setsIn } from '../../protocol/domain-placement.ts'
import { statisticsFlags, statisticsKinds } from '../../protocol/domain-statistics.ts'
import { allCpus, memoryKinds, memoryTags } from '../../protocol/domain-use.ts'
import { impactNumber } from '../../protocol/impact.ts'
import { vcpuStates } from '../../protocol/statistics-fields.ts'
import type { CallableDomain } from './callable-domain.ts'
import { recordOf } from './statistics-record.ts'

/** Room for the maps of CPUs that are asked for: all that there can be. */
const room = { vcpus: 4096, mapLength: 2048, memory: 64, diskErrors: 256 } as const

export class RemoteStatistics implements api.DomainStatistics {
  readonly #domain: CallableDomain

  constructor(domain: CallableDomain) {
    this.#domain = domain
  }

  async read({ groups = [], backing = false }: api.StatisticsOptions = {}): Promise<api.StatisticsRecord> {
    const kinds = groups.reduce((all, group) => all | statisticsKinds[group], 0)
    const flags = backing ? statisticsFlags.backing : 0
    const { records } = await this.#call('CONNECT_GET_ALL_DOMAIN_STATS', { domains: [this.#at.dom], kinds, flags })
    return recordOf(records[0]?.params ?? [])
  }

  async memory(): Promise<api.BalloonStatistics> {
    const { statistics } = await this.#call('DOMAIN_MEMORY_STATS', { ...this.#at, most: room.memory })
    const found = Object.entries(memoryTags).flatMap(([key, wanted]) => {
      const value = statistics.find(({ tag }) => tag === wanted)?.value
      return value === undefined ? [] : [[key, value]]
    })
    const { maxMemory } = await this.#call('DOMAIN_GET_INFO', { dom: this.#at.dom })
    return { current: maxMemory, maximum: maxMemory, ...Object.fromEntries(found) }
  }

  async setMemoryPeriod(seconds: number, where?: api.Impact): Promise<void> {
    await this.#call('DOMAIN_SET_MEMORY_STATS_PERIOD', { ...this.#at, seconds, flags: impactNumber(where) })
  }

  async disk(disk = ''): Promise<api.DiskCounters> {
    const wanted = Object.keys(diskParameters).length
    const { params } = await this.#call('DOMAIN_BLOCK_STATS_FLAGS', { ...this.#at, path: disk, wanted })
    const of = (wanted: keyof typeof diskParameters): number =>
      Number(params.find(({ name }) => name === wanted)?.value ?? 0)
    return {
      ...{ readRequests: of('rd_operations'), readBytes: of('rd_bytes'), readTime: of('rd_total_times') },
      ...{ writeRequests: of('wr_operations'), writeBytes: of('wr_bytes'), writeTime: of('wr_total_times') },
      ...{ flushRequests: of('flush_operations'), flushTime: of('flush_total_times') },
    }
  }

  async image(disk: string): Promise<api.ImageSizes> {
    return this.#call('DOMAIN_GET_BLOCK_INFO', { ...this.#at, path: disk })
  }

  async diskErrors(): Promise<api.DiskError[]> {
    const { errors } = await this.#call('DOMAIN_GET_DISK_ERRORS', { ...this.#at, most: room.diskErrors })
    return errors.map(({ disk, error }) => ({
      disk,
      error: error === diskErrors['no space'] ? 'no space' : 'unspecified',
    }))
  }

  async interface(device: string): Promise<api.InterfaceTraffic> {
    return this.#call('DOMAIN_INTERFACE_STATS', { dom: this.#at.dom, device })
  }

  async vcpus(): Promise<api.VcpuUse[]> {
    const args = { dom: this.#at.dom, most: room.vcpus, mapLength: room.mapLength }
    const { vcpus, maps } = await this.#call('DOMAIN_GET_VCPUS', args)
    const sets = setsIn(maps, vcpus.length)
    return vcpus.map((each, at) => ({ ...each, state: vcpuStates[each.state] ?? 'running', cpus: sets[at] ?? [] }))
  }

  async cpu(): Promise<api.CpuUse> {
    const args = { ...this.#at, wanted: 16, first: allCpus, cpus: 1 }
    const { params } = await this.#call('DOMAIN_GET_CPU_STATS', args)
    const of = (wanted: string): number => Number(params.find(({ name }) => name === wanted)?.value ?? 0)
    return { time: of('cpu_time'), user: of('user_time'), system: of('system_time') }
  }

  async iothreads(where?: api.Impact): Promise<api.ThreadCpus[]> {
    return (await this.#call('DOMAIN_GET_IOTHREAD_INFO', { ...this.#at, flags: impactNumber(where) })).threads
  }

  async vcpuCpus(where?: api.Impact): Promise<number[][]> {
    const args = { ...this.#at, most: room.vcpus, mapLength: room.mapLength, flags: impactNumber(where) }
    const { maps, count } = await this.#call('DOMAIN_GET_VCPU_PIN_INFO', args)
    return setsIn(maps, Math.min(count, room.vcpus))
  }

  async emulatorCpus(where?: api.Impact): Promise<number[]> {
    const args = { ...this.#at, mapLength: room.mapLength, flags: impactNumber(where) }
    return setsIn((await this.#call('DOMAIN_GET_EMULATOR_PIN_INFO', args)).maps, 1)[0] ?? []
  }

  async startDirtyRate(seconds: number): Promise<void> {
    await this.#call('DOMAIN_START_DIRTY_RATE_CALC', { ...this.#at, seconds })
  }

  async peekDisk(disk: string, range: api.ByteRange): Promise<Uint8Array> {
    return (await this.#call('DOMAIN_BLOCK_PEEK', { ...this.#at, path: disk, ...range })).bytes
  }

  async peekMemory({ virtual, ...range }: api.ByteRange & { virtual?: boolean }): Promise<Uint8Array> {
    const flags = virtual ? memoryKinds.virtual : memoryKinds.physical
    return (await this.#call('DOMAIN_MEMORY_PEEK', { ...this.#at, ...range, flags })).bytes
  }

  get #call(): CallableDomain['call'] {
    return this.#domain.call
  }

  get #at() {
    return { dom: this.#domain.handle, flags: 0 }
  }
}
