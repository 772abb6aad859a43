import { hostname } from 'node:os'
import type {
  BaselineOptions,
  CellMemory,
  CpuComparison,
  CpuMap,
  CpuStats,
  FreePages,
  GuestChoice,
  MemoryStats,
  Node,
  NodeInfo,
  PageMerging,
  PageMergingChange,
  PagesChange,
  SecurityModel,
  SevInfo,
  SuspendTarget,
  Versions,
} from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import {
  baselineXml,
  compareCpus,
  cpuModelNames,
  domainCapabilitiesXml,
  emulatorCpuSet,
  hostCapabilitiesXml,
  hostCpuSet,
  hostSysinfoXml,
  onlyX86,
  parseCpuSet,
} from '../../model/capabilities/index.ts'
import { Machine } from '../../model/qemu/machine.ts'
import { EmulatorFacts } from '../capabilities/index.ts'
import type { Isolation } from '../domain/index.ts'
import type { Paths } from '../host/paths.ts'
import {
  firmwareTables,
  type Processor,
  pageMerging,
  processor,
  setPageMerging,
  suspendMachine,
} from '../host/system.ts'
import { chooseBuild, guestFacts } from './builds.ts'
import { LocalHostView, overHost } from './host-view.ts'
import { hostFacts, nodeInfo } from './node-facts.ts'
import { sevInfo } from './sev-info.ts'
import { allocatePages, cellsFreeMemory, cpuMap, cpuStats, freeMemory, freePages, memoryStats } from './statistics.ts'

/** Milliseconds: a binary that was installed or replaced is seen after that. */
const viewLasts = 1000

/** This machine, as far as it is not about its guests. */
export class LocalNode implements Node {
  protected readonly paths: Paths
  protected readonly facts: EmulatorFacts
  protected readonly isolation: Isolation
  #processor: Processor | undefined
  #view: { of: LocalHostView; made: number } | undefined

  constructor(paths: Paths, isolation: Isolation) {
    this.paths = paths
    this.isolation = isolation
    this.facts = new EmulatorFacts(paths)
  }

  /** What many calls in a row see is looked up once. */
  protected view(): LocalHostView {
    const now = performance.now()
    if (!this.#view || now - this.#view.made > viewLasts) {
      this.#view = { of: new LocalHostView(this.paths, this.facts), made: now }
    }
    return this.#view.of
  }

  /** Read once: the kernel measures the clock of every CPU for it, which takes its time. */
  get #cpu(): Processor {
    this.#processor ??= processor()
    return this.#processor
  }

  async nodeInfo(): Promise<NodeInfo> {
    return nodeInfo(this.view().arch, this.#cpu.mhz)
  }

  async cpuMap(): Promise<CpuMap> {
    return cpuMap()
  }

  async cpuStats(cpu?: number): Promise<CpuStats> {
    return cpuStats(cpu)
  }

  async memoryStats(cell?: number): Promise<MemoryStats> {
    return memoryStats(cell)
  }

  async pageMerging(): Promise<PageMerging> {
    return pageMerging()
  }

  async setPageMerging(change: PageMergingChange): Promise<void> {
    setPageMerging(change)
  }

  async freeMemory(): Promise<number> {
    return freeMemory()
  }

  async cellsFreeMemory(): Promise<CellMemory[]> {
    return cellsFreeMemory()
  }

  async freePages(cell?: number): Promise<FreePages[]> {
    return freePages(cell)
  }

  async allocatePages(change: PagesChange): Promise<void> {
    allocatePages(change)
  }

  suspend(target: SuspendTarget, seconds: number): Promise<void> {
    return suspendMachine(target, seconds)
  }

  async sev(): Promise<SevInfo> {
    const { build } = await chooseBuild({}, this.view(), this.facts)
    return sevInfo(build)
  }

  async hostname(): Promise<string> {
    return hostname()
  }

  async securityModels(): Promise<SecurityModel[]> {
    return this.isolation.models()
  }

  async sysinfoXml(): Promise<string> {
    const xml = hostSysinfoXml(firmwareTables())
    if (xml !== undefined) return xml
    throw new LodgeError('CONFIG_UNSUPPORTED', 'the firmware of this machine says nothing of it (no SMBIOS)')
  }

  async versions(): Promise<Versions> {
    const { build } = await chooseBuild({}, this.view(), this.facts)
    const { major, minor, micro } = build.facts.version
    return { qemu: `${major}.${minor}.${micro}`, emulator: build.binary }
  }

  async capabilitiesXml(): Promise<string> {
    const view = this.view()
    return hostCapabilitiesXml(
      hostFacts(view.arch, this.#cpu, this.isolation.models()),
      await guestFacts(view, this.facts),
    )
  }

  async domainCapabilitiesXml(choice: GuestChoice = {}): Promise<string> {
    const { build, arch, type } = await chooseBuild(choice, this.view(), this.facts)
    const { machine } = choice
    return overHost(this.facts, this.view(), (view) => domainCapabilitiesXml(build, { arch, machine, type }, view))
  }

  async cpuModels(arch: string): Promise<string[]> {
    const { build, type } = await chooseBuild({ arch }, this.view(), this.facts)
    return cpuModelNames(build, type)
  }

  async compareCpu(xml: string, choice?: GuestChoice): Promise<CpuComparison> {
    const wanted = parseCpuSet(xml)
    const { arch } = this.view()
    if (!choice) return compareCpus(wanted, this.#ownCpu(arch))
    const chosen = await chooseBuild(choice, this.view(), this.facts)
    requireX86(chosen.arch)
    return compareCpus(wanted, emulatorCpuSet(chosen.build, chosen.type))
  }

  async baselineCpu(cpus: readonly string[], { expand, ...choice }: BaselineOptions = {}): Promise<string> {
    const sets = cpus.map(parseCpuSet)
    if (Object.values(choice).every((each) => each === undefined)) return baselineXml(sets, { expand })
    const { build, type, arch } = await chooseBuild(choice, this.view(), this.facts)
    requireX86(arch)
    return baselineXml(sets, { build, type, expand })
  }

  #ownCpu(arch: string) {
    requireX86(arch)
    return hostCpuSet(this.#cpu)
  }
}

function requireX86(arch: string): void {
  if (!new Machine(arch, '').isX86) throw onlyX86(arch)
}
