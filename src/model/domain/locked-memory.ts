import { devicesOf } from './world.ts'
import type { Domain } from './xml.ts'

/** What devices of the host's own take beside the guest's memory; KiB. */
const forDevices = 1024 * 1024

/** KiB that the emulator must be able to keep in memory; Infinity is all that it has, undefined is none. */
export function lockedMemory(domain: Domain): number | undefined {
  const limit = domain.memtune?.hard_limit?.kib
  if (domain.memoryBacking?.locked) return limit ?? Number.POSITIVE_INFINITY
  const dma = devicesOf(domain, ['hostdev']).length > 0
  if (!dma) return undefined
  return limit ?? (domain.memory?.kib ?? 0) + forDevices
}
