import { createHash, randomBytes } from 'node:crypto'
import type { NodeInfo } from '../../api/index.ts'
import { parseUuid, uuidOf } from '../../base/uuid.ts'
import type { CellFacts, CpuPlace, HostFacts, ProcessorFacts, TopologyFacts } from '../../model/capabilities/index.ts'
import {
  caches,
  cpuNumbers,
  cpuPlace,
  firmwareTables,
  hasIommu,
  hostMemory,
  hugePageSizes,
  installationId,
  nodeCpus,
  nodeDistances,
  nodeMemory,
  numaNodes,
  pagePools,
  pageSize,
  sleepStates,
} from '../host/system.ts'

/** What capabilities tell of this machine. */
export function hostFacts(arch: string, processor: ProcessorFacts, security: HostFacts['security']): HostFacts {
  const cells = readCells()
  return {
    uuid: hostUuid(),
    arch,
    processor,
    topology: topologyOf(cells),
    pageSizes: [pageSize() / 1024, ...hugePageSizes()],
    sleep: sleepStates(),
    iommu: hasIommu(),
    cells,
    security,
    caches: caches(cells.flatMap(({ cpus }) => cpus.map(({ id }) => id))),
  }
}

export function nodeInfo(arch: string, mhz: number): NodeInfo {
  const cells = readCells()
  const { sockets, cores, threads } = topologyOf(cells)
  const cpus = cells.reduce((sum, cell) => sum + cell.cpus.length, 0)
  const cellsMemory = cells.reduce((sum, { memory }) => sum + memory, 0)
  const common = { model: arch, memory: cellsMemory, cpus, mhz }
  // clients multiply these to know how many CPUs there are
  if (cells.length * sockets * cores * threads === cpus) {
    return { ...common, nodes: cells.length, sockets, cores, threads }
  }
  return { ...common, nodes: 1, sockets: 1, cores: cpus, threads: 1 }
}

/** NUMA cells with the CPUs in them that are on; all is one cell where the kernel knows none. */
function readCells(): CellFacts[] {
  const nodes = numaNodes()
  const { online } = cpuNumbers()
  const places = new Map(online.map((id) => [id, cpuPlace(id)]))
  return nodes.map((id) => {
    const memory = nodeMemory(id) ?? (nodes.length === 1 ? hostMemory() : { total: 0, free: 0 })
    const own = nodeCpus(id)
    const numbers = own.length > 0 || nodes.length > 1 ? own : online
    return {
      id,
      memory: memory.total,
      pages: pagePools(id, memory).map(({ kib, count }) => ({ kib, count })),
      distances: nodeDistances(id, nodes),
      cpus: numbers.flatMap((number) => places.get(number) ?? []),
    }
  })
}

/** The largest of each that a cell has, as libvirt counts. */
function topologyOf(cells: readonly CellFacts[]): TopologyFacts {
  const perCell = cells.map(({ cpus }) => countIn(cpus))
  const most = (name: keyof TopologyFacts) => Math.max(1, ...perCell.map((each) => each[name]))
  return {
    sockets: most('sockets'),
    dies: most('dies'),
    clusters: most('clusters'),
    cores: most('cores'),
    threads: most('threads'),
  }
}

function countIn(cpus: readonly CpuPlace[]): TopologyFacts {
  const distinct = (keys: string[]) => new Set(keys).size
  /** The most that any group of CPUs has of what is inside. */
  const within = (group: (cpu: CpuPlace) => string, inside: (cpu: CpuPlace) => string) => {
    const groups = Map.groupBy(cpus, group)
    return Math.max(1, ...[...groups.values()].map((each) => distinct(each.map(inside))))
  }
  const socket = ({ socket }: CpuPlace) => `${socket}`
  const die = (cpu: CpuPlace) => `${socket(cpu)}/${cpu.die}`
  const cluster = (cpu: CpuPlace) => `${die(cpu)}/${cpu.cluster}`
  // cores are numbered anew in each die, and some kernels number them so that threads have to be told by their siblings
  const core = (cpu: CpuPlace) => `${die(cpu)}/${Math.min(...cpu.siblings)}`
  return {
    sockets: distinct(cpus.map(socket)),
    dies: within(socket, die),
    clusters: within(die, cluster),
    cores: within(socket, core),
    threads: within(core, ({ id }) => `${id}`),
  }
}

/** The firmware's own, or one that is this installation's without giving its secret name away. */
function hostUuid(): string {
  const own = parseUuid(firmwareTables().product_uuid ?? '')
  if (own && !/^(.)\1*$/.test(own.replaceAll('-', ''))) return own
  const id = installationId()
  passing ??= uuidOf(randomBytes(16))
  if (id === undefined) return passing
  return uuidOf(createHash('sha256').update(`lodge host ${id}`).digest().subarray(0, 16))
}

/** As long as this process lives, where there is nothing that stays. */
let passing: string | undefined
