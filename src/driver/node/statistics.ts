import type { CellMemory, CpuMap, CpuStats, FreePages, MemoryStats, PagesChange } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import {
  changePool,
  cpuNumbers,
  cpuTimes,
  hostMemory,
  nodeMemory,
  numaNodes,
  pagePools,
  pageSize,
} from '../host/system.ts'

export function cpuMap(): CpuMap {
  return cpuNumbers()
}

export function cpuStats(cpu?: number): CpuStats {
  const times = cpuTimes().get(cpu)
  if (times) return times
  if (cpu === undefined) throw new LodgeError('OPERATION_FAILED', 'the kernel does not say what the CPUs do')
  throw new LodgeError('INVALID_ARG', `there is no CPU ${cpu} that is on`)
}

export function memoryStats(cell?: number): MemoryStats {
  if (cell === undefined) return hostMemory()
  const found = memoryOf(cell)
  if (found) return found
  throw noCell(cell)
}

/** Bytes. */
export function freeMemory(): number {
  return cellsFreeMemory().reduce((sum, { free }) => sum + free, 0)
}

export function cellsFreeMemory(): CellMemory[] {
  return numaNodes().map((cell) => ({ cell, free: (memoryOf(cell)?.free ?? 0) * 1024 }))
}

export function freePages(cell?: number): FreePages[] {
  const cells = cell === undefined ? numaNodes() : [cell]
  return cells.flatMap((each) =>
    pagePools(each, memoryStats(each)).map(({ kib, free }) => ({ cell: each, kib, count: free })),
  )
}

export function allocatePages({ cell, kib, count, add = false }: PagesChange): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new LodgeError('INVALID_ARG', `${count} is no number of pages`)
  if (kib === pageSize() / 1024) throw new LodgeError('OPERATION_INVALID', "system pages pool can't be modified")
  changePool({ cell: cell === undefined ? undefined : requireCell(cell), kib, count, add })
}

function requireCell(cell: number): number {
  if (numaNodes().includes(cell)) return cell
  throw noCell(cell)
}

function noCell(cell: number): LodgeError {
  return new LodgeError('INVALID_ARG', `there is no NUMA cell ${cell}: there are ${numaNodes().join(', ')}`)
}

/** Without NUMA the only cell has all memory. */
function memoryOf(cell: number): MemoryStats | undefined {
  const nodes = numaNodes()
  if (!nodes.includes(cell)) return undefined
  const found = nodeMemory(cell)
  if (found || nodes.length > 1) return found
  const { total, free } = hostMemory()
  return { total, free }
}
