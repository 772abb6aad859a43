import type * as api from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { Domain } from '../../../model/domain/index.ts'
import type { DomainEditor } from '../editor.ts'
import { ask } from './ask.ts'
import { balloonSource } from './balloon.ts'
import { cpuUse, vcpusOf } from './cpus.ts'
import { definedIothreads, definedStatistics, emulatorCpus, vcpuCpus } from './definition.ts'
import { startDirtyRate } from './dirty-rate.ts'
import { countersOfAllDisks, countersOfDisk, errorsOfDisks, findDisk, peekDisk, sizesOfImage } from './disks.ts'
import { trafficOf } from './interfaces.ts'
import { iothreadCpus } from './iothreads.ts'
import { setMemoryPeriod } from './memory-period.ts'
import { peekMemory } from './peek-memory.ts'
import { allGroups, readRun } from './read.ts'
import { type Run, runOf } from './run.ts'

export class LocalStatistics implements api.DomainStatistics {
  readonly #editor: DomainEditor
  readonly #state: () => Promise<api.DomainStatus>

  constructor(editor: DomainEditor, state: () => Promise<api.DomainStatus>) {
    this.#editor = editor
    this.#state = state
  }

  async read(options: api.StatisticsOptions = {}): Promise<api.StatisticsRecord> {
    const groups = new Set(options.groups ?? allGroups)
    const run = this.#running()
    if (run) return readRun(run, { groups, state: this.#state }, options)
    const record = definedStatistics(await this.#editor.read(), groups)
    return groups.has('state') ? { state: await this.#state(), ...record } : record
  }

  async memory(): Promise<api.BalloonStatistics> {
    const run = this.#run()
    const said = await ask(run, balloonSource.asks?.(run) ?? [], 5000)
    return balloonSource.of(run, said, {}) ?? run.memory
  }

  setMemoryPeriod(seconds: number, where: api.Impact = {}): Promise<void> {
    return setMemoryPeriod(this.#editor, seconds, where)
  }

  async disk(disk?: string): Promise<api.DiskCounters> {
    return disk ? countersOfDisk(this.#run(), disk) : countersOfAllDisks(this.#run())
  }

  async image(disk: string): Promise<api.ImageSizes> {
    return sizesOfImage(await this.#disk(disk), this.#running())
  }

  async diskErrors(): Promise<api.DiskError[]> {
    return errorsOfDisks(this.#run())
  }

  async interface(device: string): Promise<api.InterfaceTraffic> {
    return trafficOf(this.#run(), device)
  }

  async vcpus(): Promise<api.VcpuUse[]> {
    return vcpusOf(this.#run())
  }

  async cpu(): Promise<api.CpuUse> {
    const use = cpuUse(this.#run().pid)
    if (use) return use
    throw new LodgeError('OPERATION_FAILED', `the emulator of '${this.#editor.name}' is gone`)
  }

  async iothreads(where: api.Impact = {}): Promise<api.ThreadCpus[]> {
    const run = where.config ? undefined : where.live ? this.#run() : this.#running()
    return run ? iothreadCpus(run) : definedIothreads(await this.#editor.read(where))
  }

  async vcpuCpus(where: api.Impact = {}): Promise<number[][]> {
    return vcpuCpus(await this.#editor.read(where))
  }

  async emulatorCpus(where: api.Impact = {}): Promise<number[]> {
    return emulatorCpus(await this.#editor.read(where))
  }

  async startDirtyRate(seconds: number): Promise<void> {
    await startDirtyRate(this.#run(), seconds)
  }

  async peekDisk(disk: string, range: api.ByteRange): Promise<Uint8Array> {
    return peekDisk(await this.#disk(disk), requireRange(range))
  }

  async peekMemory(range: api.ByteRange & { virtual?: boolean }): Promise<Uint8Array> {
    return peekMemory(this.#run(), { ...requireRange(range), virtual: range.virtual })
  }

  async #disk(wanted: string): Promise<Domain['devices']['disk'][number]> {
    const disks = this.#running()?.disks ?? (await this.#editor.read()).devices.disk
    const found = findDisk(disks, wanted)
    if (found) return found
    throw new LodgeError('INVALID_ARG', `invalid path ${wanted.slice(0, 200)} not assigned to domain`)
  }

  #running(): Run | undefined {
    return this.#editor.active ? this.#run() : undefined
  }

  #run(): Run {
    return runOf(this.#editor.requireGuest())
  }
}

/** As much as an answer of libvirt's protocol holds. */
const mostBytes = 4 << 20

function requireRange({ offset, size }: api.ByteRange): api.ByteRange {
  if (Number.isSafeInteger(offset) && offset >= 0 && Number.isInteger(size) && size > 0 && size <= mostBytes) {
    return { offset, size }
  }
  throw new LodgeError('INVALID_ARG', `${size} bytes from ${offset} on can't be looked at: at most ${mostBytes} can`)
}
