import { LodgeError } from '../../../base/errors.ts'
import { systemError } from '../files.ts'
import { type KernelFiles, kernelFiles } from './kernel-files.ts'

export interface PoolChange {
  /** Undefined for the machine as a whole: the kernel chooses the nodes. */
  cell?: number
  /** Size of a page. */
  kib: number
  count: number
  /** To those that are there, instead of them. */
  add: boolean
}

/** How many huge pages are set aside, of one size. The kernel gives as many as it finds in one piece: fewer than were wanted is a failure. */
export function changePool({ cell, kib, count, add }: PoolChange, files: KernelFiles = kernelFiles()): void {
  const folder = cell === undefined ? '/sys/kernel/mm/hugepages' : `/sys/devices/system/node/node${cell}/hugepages`
  const file = `${folder}/hugepages-${kib}kB/nr_hugepages`
  const before = files.number(file, Number.NaN)
  if (Number.isNaN(before)) {
    const where = cell === undefined ? 'this machine' : `node ${cell}`
    throw new LodgeError('OPERATION_FAILED', `page size ${kib} is not available on ${where}`, { where: file })
  }
  const wanted = add ? before + count : count
  if (wanted === before) return
  try {
    files.write(file, `${wanted}`)
  } catch (error) {
    throw systemError(error, 'the number of huge pages was not changed', file)
  }
  const after = files.number(file, 0)
  if (after >= wanted) return
  throw new LodgeError('OPERATION_FAILED', `there is room for ${after} of ${wanted} pages of ${kib} KiB`, {
    where: file,
    hint: 'memory is in smaller pieces the longer a machine runs: set pages aside soon after its start',
  })
}
