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
} from '../../../api/index.ts'
import { suspendTargets } from '../protocol/domain-agent.ts'
import { allocFlags, wholeMachine } from '../protocol/node-changes.ts'
import { changeableMerging, mergingNames, mergingParameters } from '../protocol/node-parameters.ts'
import { writeParameters } from '../protocol/parameters.ts'
import { bounds } from '../protocol/types.ts'
import { comparisonOf } from '../protocol/words.ts'
import { CapabilitiesDocument } from './capabilities-document.ts'
import type { Connection } from './connection.ts'

/** virNodeGetCPUStats and virNodeGetMemoryStats: of all together. */
const all = -1

/** The server's machine. */
export abstract class RemoteNode implements Node {
  abstract readonly connection: Promise<Connection>
  readonly call: Connection['call'] = async (name, ...args) => (await this.connection).call(name, ...args)
  readonly callQemu: Connection['callQemu'] = async (name, ...args) => (await this.connection).callQemu(name, ...args)

  async nodeInfo(): Promise<NodeInfo> {
    return this.call('NODE_GET_INFO')
  }

  async cpuMap(): Promise<CpuMap> {
    const { map, present } = await this.call('NODE_GET_CPU_MAP', { map: 1, count: 1, flags: 0 })
    const cpus = Array.from({ length: Math.min(present, map.length * 8) }, (_, cpu) => cpu)
    return { present: cpus, online: cpus.filter((cpu) => ((map[cpu >> 3] ?? 0) >> (cpu & 7)) & 1) }
  }

  async cpuStats(cpu: number = all): Promise<CpuStats> {
    const ask = (room: number) => this.call('NODE_GET_CPU_STATS', { cpu, room, flags: 0 })
    const { kernel = 0, user = 0, idle = 0, iowait = 0 } = await twice(ask)
    return { user, system: kernel, idle, iowait }
  }

  async memoryStats(cell: number = all): Promise<MemoryStats> {
    const ask = (room: number) => this.call('NODE_GET_MEMORY_STATS', { room, cell, flags: 0 })
    const { total = 0, free = 0, buffers, cached } = await twice(ask)
    return { total, free, ...(buffers !== undefined && { buffers }), ...(cached !== undefined && { cached }) }
  }

  async pageMerging(): Promise<PageMerging> {
    const wanted = Object.keys(mergingParameters).length
    const { params } = await this.call('NODE_GET_MEMORY_PARAMETERS', { wanted, flags: 0 })
    const found = Object.entries(mergingNames).flatMap(([key, wanted]) => {
      const value = params.find(({ name }) => name === wanted)?.value
      return value === undefined ? [] : [[key, Number(value)]]
    })
    return Object.fromEntries(found)
  }

  async setPageMerging({ pagesToScan, sleep, acrossCells }: PageMergingChange): Promise<void> {
    const values = {
      [mergingNames.pagesToScan]: pagesToScan,
      [mergingNames.sleep]: sleep,
      [mergingNames.acrossCells]: acrossCells,
    }
    await this.call('NODE_SET_MEMORY_PARAMETERS', { params: writeParameters(values, changeableMerging), flags: 0 })
  }

  async freeMemory(): Promise<number> {
    return (await this.call('NODE_GET_FREE_MEMORY')).bytes
  }

  async cellsFreeMemory(): Promise<CellMemory[]> {
    const { cells } = await this.call('NODE_GET_CELLS_FREE_MEMORY', { first: 0, most: bounds.nodeCells })
    return cells.map((free, cell) => ({ cell, free }))
  }

  async freePages(cell?: number): Promise<FreePages[]> {
    const { cells, pageSizes } = new CapabilitiesDocument(await this.capabilitiesXml())
    const found = await Promise.all(
      (cell === undefined ? cells : [cell]).map(async (first) => {
        const { counts } = await this.call('NODE_GET_FREE_PAGES', { sizes: pageSizes, first, most: 1, flags: 0 })
        return pageSizes.map((kib, index) => ({ cell: first, kib, count: counts[index] ?? 0 }))
      }),
    )
    return found.flat()
  }

  async allocatePages({ cell = wholeMachine, kib, count, add = false }: PagesChange): Promise<void> {
    const about = { first: cell, most: 1, flags: add ? 0 : allocFlags.set }
    await this.call('NODE_ALLOC_PAGES', { sizes: [kib], counts: [count], ...about })
  }

  async suspend(target: SuspendTarget, seconds: number): Promise<void> {
    const number = suspendTargets.indexOf(target)
    await this.call('NODE_SUSPEND_FOR_DURATION', { target: number, duration: BigInt(seconds), flags: 0 })
  }

  async sev(): Promise<SevInfo> {
    const { count } = await this.call('NODE_GET_SEV_INFO', { wanted: 0, flags: 0 })
    const { params } = await this.call('NODE_GET_SEV_INFO', { wanted: count, flags: 0 })
    const value = (name: string) => params.find((each) => each.name === name)?.value
    return {
      ...{ pdh: String(value('pdh') ?? ''), certChain: String(value('cert-chain') ?? '') },
      ...{ cbitpos: Number(value('cbitpos') ?? 0), reducedPhysBits: Number(value('reduced-phys-bits') ?? 0) },
      ...(value('cpu0-id') !== undefined && { cpu0Id: String(value('cpu0-id')) }),
    }
  }

  async hostname(): Promise<string> {
    return (await this.call('CONNECT_GET_HOSTNAME')).text
  }

  async securityModels(): Promise<SecurityModel[]> {
    return new CapabilitiesDocument(await this.capabilitiesXml()).securityModels
  }

  async sysinfoXml(): Promise<string> {
    return (await this.call('CONNECT_GET_SYSINFO', { flags: 0 })).text
  }

  async versions(): Promise<Versions> {
    const [{ version }, capabilities] = await Promise.all([
      this.call('CONNECT_GET_VERSION'),
      this.call('CONNECT_GET_CAPABILITIES'),
    ])
    const numbers = [Math.floor(version / 1_000_000), Math.floor(version / 1000) % 1000, version % 1000]
    return { qemu: numbers.join('.'), emulator: new CapabilitiesDocument(capabilities.text).ownEmulator ?? '' }
  }

  async capabilitiesXml(): Promise<string> {
    return (await this.call('CONNECT_GET_CAPABILITIES')).text
  }

  async domainCapabilitiesXml(choice: GuestChoice = {}): Promise<string> {
    return (await this.call('CONNECT_GET_DOMAIN_CAPABILITIES', { ...wireChoice(choice), flags: 0 })).text
  }

  async cpuModels(arch: string): Promise<string[]> {
    return (await this.call('CONNECT_GET_CPU_MODEL_NAMES', { arch, wanted: 1, flags: 0 })).models
  }

  async compareCpu(xml: string, choice?: GuestChoice): Promise<CpuComparison> {
    const { value } = choice
      ? await this.call('CONNECT_COMPARE_HYPERVISOR_CPU', { ...wireChoice(choice), xml, flags: 0 })
      : await this.call('CONNECT_COMPARE_CPU', { xml, flags: 0 })
    return comparisonOf(value)
  }

  async baselineCpu(cpus: readonly string[], { expand = false, ...choice }: BaselineOptions = {}): Promise<string> {
    const args = { cpus: [...cpus], flags: expand ? 1 : 0 }
    const { text } = Object.values(choice).some((value) => value !== undefined)
      ? await this.call('CONNECT_BASELINE_HYPERVISOR_CPU', { ...wireChoice(choice), ...args })
      : await this.call('CONNECT_BASELINE_CPU', args)
    return text
  }
}

function wireChoice({ emulator, arch, machine, type }: GuestChoice) {
  return { emulator, arch, machine, type }
}

interface Statistics {
  params: { field: string; value: number }[]
  count: number
}

/** Such calls take as much room as there are values, and no other. */
async function twice(ask: (room: number) => Promise<Statistics>): Promise<Record<string, number>> {
  const { count } = await ask(0)
  const { params } = await ask(count)
  return Object.fromEntries(params.map(({ field, value }) => [field, value]))
}
