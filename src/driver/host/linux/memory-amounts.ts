import { type KernelFiles, kernelFiles } from './kernel-files.ts'
import { pageSize } from './page-size.ts'

/** KiB. */
export interface MemoryAmounts {
  total: number
  free: number
  buffers?: number
  cached?: number
}

const nodes = '/sys/devices/system/node'

/** Of the whole host; nothing but zeros where the kernel doesn't say. */
export function hostMemory(files: KernelFiles = kernelFiles()): MemoryAmounts {
  const { MemTotal: total = 0, MemFree: free = 0, Buffers: buffers, Cached: cached } = amounts(files, '/proc/meminfo')
  return { total, free, buffers, cached }
}

/** Of one NUMA node; undefined where there is none of that number. */
export function nodeMemory(node: number, files: KernelFiles = kernelFiles()): MemoryAmounts | undefined {
  const { MemTotal: total, MemFree: free } = amounts(files, `${nodes}/node${node}/meminfo`)
  return total === undefined || free === undefined ? undefined : { total, free }
}

export interface PagePool {
  /** Size of a page. */
  kib: number
  count: number
  free: number
}

/** Pages of a node by size, the usual size first; huge pages are not counted among the usual ones. */
export function pagePools(node: number, memory: MemoryAmounts, files: KernelFiles = kernelFiles()): PagePool[] {
  const huge = hugePageSizes(files).map((kib) => {
    const own = `${nodes}/node${node}/hugepages/hugepages-${kib}kB`
    const pool = files.names(own).length > 0 ? own : `/sys/kernel/mm/hugepages/hugepages-${kib}kB`
    return { kib, count: files.number(`${pool}/nr_hugepages`, 0), free: files.number(`${pool}/free_hugepages`, 0) }
  })
  const usual = pageSize() / 1024
  const taken = huge.reduce((sum, { kib, count }) => sum + kib * count, 0)
  const count = Math.max(0, Math.floor((memory.total - taken) / usual))
  return [{ kib: usual, count, free: Math.min(count, Math.floor(memory.free / usual)) }, ...huge]
}

/** KiB. */
export function hugePageSizes(files: KernelFiles = kernelFiles()): number[] {
  return files
    .names('/sys/kernel/mm/hugepages')
    .flatMap((name) => /^hugepages-(\d{1,12})kB$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
}

/** How far a node's memory is from the others', the node itself among them. */
export function nodeDistances(node: number, all: readonly number[], files: KernelFiles = kernelFiles()) {
  const values = (files.line(`${nodes}/node${node}/distance`) ?? '').split(/\s+/).map(Number)
  return all.flatMap((id, index) => {
    const value = values[index]
    return value !== undefined && value > 0 && value < 256 ? [{ id, value }] : []
  })
}

function amounts(files: KernelFiles, path: string): Record<string, number | undefined> {
  const found: Record<string, number | undefined> = {}
  for (const [, name = '', kib] of files.text(path).matchAll(/^(?:Node \d+ )?(\w{1,40}): +(\d{1,15}) kB$/gm)) {
    found[name] = Number(kib)
  }
  return found
}
