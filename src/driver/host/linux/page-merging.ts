import { type KernelFiles, kernelFiles } from './kernel-files.ts'

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
    const value = files.number(`/sys/kernel/mm/ksm/${name}`, Number.NaN)
    return Number.isNaN(value) ? [] : [[key, value]]
  })
  return Object.fromEntries(found)
}
