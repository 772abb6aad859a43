import type { Domain } from './xml.ts'

/** What a guest's emulator may take of the host, as its definition says; kept by the host's control groups. */
export interface GuestLimits {
  cpuShares?: number
  /** Microseconds. */
  cpuPeriod?: number
  cpuQuota?: number
  /** KiB. */
  memoryHardLimit?: number
  memorySoftLimit?: number
  swapHardLimit?: number
  blkioWeight?: number
  blkioDevices: BlockLimits[]
  /** Single threads have limits of their own besides. */
  threadTimes?: boolean
}

export interface BlockLimits {
  path: string
  weight?: number
  readIops?: number
  writeIops?: number
  readBytes?: number
  writeBytes?: number
}

const threadTimes = [
  'period',
  'quota',
  'emulator_period',
  'emulator_quota',
  'iothread_period',
  'iothread_quota',
] as const

export function limitsOf({ cputune, memtune, blkiotune }: Domain): GuestLimits {
  return {
    threadTimes: threadTimes.some((name) => cputune?.[name] !== undefined) || undefined,
    cpuShares: cputune?.shares,
    cpuPeriod: cputune?.global_period,
    cpuQuota: cputune?.global_quota,
    memoryHardLimit: memtune?.hard_limit?.kib,
    memorySoftLimit: memtune?.soft_limit?.kib,
    swapHardLimit: memtune?.swap_hard_limit?.kib,
    blkioWeight: blkiotune?.weight,
    blkioDevices: (blkiotune?.device ?? []).map((each) => ({
      path: each.path,
      weight: each.weight,
      readIops: each.read_iops_sec,
      writeIops: each.write_iops_sec,
      readBytes: each.read_bytes_sec,
      writeBytes: each.write_bytes_sec,
    })),
  }
}
