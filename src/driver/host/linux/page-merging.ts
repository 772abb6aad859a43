import { LodgeError } from '../../../base/errors.ts'
import { systemError } from '../files.ts'
import { type KernelFiles, kernelFiles } from './kernel-files.ts'

const folder = '/sys/kernel/mm/ksm'

/** Files of the kernel's samepage merging (admin-guide/mm/ksm). */
const names = {
  pagesToScan: 'pages_to_scan',
  sleep: 'sleep_millisecs',
  shared: 'pages_shared',
  sharing: 'pages_sharing',
  unshared: 'pages_unshared',
  volatile: 'pages_volatile',
  fullScans: 'full_scans',
  acrossCells: 'merge_across_nodes',
} as const

export function pageMerging(files: KernelFiles = kernelFiles()): { [K in keyof typeof names]?: number } {
  const found = Object.entries(names).flatMap(([key, name]) => {
    const value = files.number(`${folder}/${name}`, Number.NaN)
    return Number.isNaN(value) ? [] : [[key, value]]
  })
  return Object.fromEntries(found)
}

export type PageMergingChange = { [K in 'pagesToScan' | 'sleep' | 'acrossCells']?: number }

/** All of it or, where this kernel lacks one, nothing. */
export function setPageMerging(change: PageMergingChange, files: KernelFiles = kernelFiles()): void {
  const writes = (Object.keys(change) as (keyof PageMergingChange)[]).flatMap((key) => {
    const value = change[key]
    return value === undefined ? [] : [{ name: names[key], value }]
  })
  const has = new Set(files.names(folder))
  const absent = writes.find(({ name }) => !has.has(name))
  if (absent) {
    throw new LodgeError('OPERATION_INVALID', `this kernel has no '${absent.name}' of samepage merging`, {
      where: folder,
    })
  }
  for (const { name, value } of writes) {
    try {
      files.write(`${folder}/${name}`, `${value}`)
    } catch (error) {
      throw systemError(error, `failed to set ${name}`, `${folder}/${name}`)
    }
  }
}
