import type { HostFacts } from '../../../model/capabilities/index.ts'
import { type KernelFiles, kernelFiles } from './kernel-files.ts'

/** How this machine can be put to sleep. */
export function sleepStates(files: KernelFiles = kernelFiles()): HostFacts['sleep'] {
  const states = (files.line('/sys/power/state') ?? '').split(/\s+/)
  const ways = (files.line('/sys/power/disk') ?? '').split(/\s+/).map((word) => word.replace(/[[\]]/g, ''))
  const toDisk = states.includes('disk') && ways.some((way) => way !== '' && way !== 'disabled')
  return [
    ...(states.includes('mem') ? (['suspend_mem'] as const) : []),
    ...(toDisk ? (['suspend_disk'] as const) : []),
    ...(toDisk && ways.includes('suspend') ? (['suspend_hybrid'] as const) : []),
  ]
}

/** Devices can be handed over to guests safely. */
export function hasIommu(files: KernelFiles = kernelFiles()): boolean {
  return files.names('/sys/kernel/iommu_groups').length > 0
}
