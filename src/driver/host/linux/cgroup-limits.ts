import type { Controller } from './cgroup-mounts.ts'

/** What a group of processes may take of the host, in the units of domain XML. */
export interface CgroupLimits {
  /** Weight among all groups. */
  cpuShares?: number
  /** Microseconds; a quota less than 0 is none. */
  cpuPeriod?: number
  cpuQuota?: number
  /** KiB; Infinity is no limit. */
  memoryHardLimit?: number
  memorySoftLimit?: number
  /** Together with swap. */
  swapHardLimit?: number
  blkioWeight?: number
  blkioDevices?: CgroupDevice[]
}

export interface CgroupDevice {
  /** Numbers of the block device: `8:0`. */
  device: string
  weight?: number
  readIops?: number
  writeIops?: number
  readBytes?: number
  writeBytes?: number
}

/** One line for one file of a group. */
export interface CgroupWrite {
  controller: Controller
  /** The first that is there is written: kernels differ in their schedulers of I/O. */
  files: readonly string[]
  value: string
}

/** The longest quota that the kernel takes stands for none in version 1. */
const none = { 1: '-1', 2: 'max' } as const

/** The order counts: of memory without and with swap the kernel wants the smaller first. */
export function cgroupWrites(limits: CgroupLimits, version: 1 | 2): CgroupWrite[] {
  const { cpuShares, memoryHardLimit, memorySoftLimit, swapHardLimit, blkioWeight, blkioDevices = [] } = limits
  const writes: CgroupWrite[] = []
  const write = (controller: Controller, file: string | readonly string[], value: string | number): void => {
    writes.push({ controller, files: [file].flat(), value: String(value) })
  }
  const bytes = (kib: number) => (Number.isFinite(kib) ? kib * 1024 : none[version])
  if (version === 1) {
    if (cpuShares !== undefined) write('cpu', 'cpu.shares', cpuShares)
    if (limits.cpuPeriod !== undefined) write('cpu', 'cpu.cfs_period_us', limits.cpuPeriod)
    if (limits.cpuQuota !== undefined) write('cpu', 'cpu.cfs_quota_us', limits.cpuQuota < 0 ? none[1] : limits.cpuQuota)
    if (memoryHardLimit !== undefined) write('memory', 'memory.limit_in_bytes', bytes(memoryHardLimit))
    if (memorySoftLimit !== undefined) write('memory', 'memory.soft_limit_in_bytes', bytes(memorySoftLimit))
    if (swapHardLimit !== undefined) write('memory', 'memory.memsw.limit_in_bytes', bytes(swapHardLimit))
    if (blkioWeight !== undefined) write('blkio', ['blkio.weight', 'blkio.bfq.weight'], blkioWeight)
  } else {
    if (cpuShares !== undefined) write('cpu', 'cpu.weight', cpuShares)
    if (limits.cpuQuota !== undefined || limits.cpuPeriod !== undefined) {
      const { cpuQuota = -1, cpuPeriod = 100_000 } = limits
      write('cpu', 'cpu.max', `${cpuQuota < 0 ? none[2] : cpuQuota} ${cpuPeriod}`)
    }
    if (memoryHardLimit !== undefined) write('memory', 'memory.max', bytes(memoryHardLimit))
    if (memorySoftLimit !== undefined) write('memory', 'memory.high', bytes(memorySoftLimit))
    // Swap alone is counted here.
    if (swapHardLimit !== undefined)
      write('memory', 'memory.swap.max', bytes(Math.max(0, swapHardLimit - finite(memoryHardLimit))))
    if (blkioWeight !== undefined) write('blkio', ['io.weight', 'io.bfq.weight'], `default ${blkioWeight}`)
  }
  for (const each of blkioDevices) writes.push(...deviceWrites(each, version))
  return writes
}

const finite = (kib = 0): number => (Number.isFinite(kib) ? kib : 0)

const throttles = {
  readIops: ['blkio.throttle.read_iops_device', 'riops'],
  writeIops: ['blkio.throttle.write_iops_device', 'wiops'],
  readBytes: ['blkio.throttle.read_bps_device', 'rbps'],
  writeBytes: ['blkio.throttle.write_bps_device', 'wbps'],
} as const

/** 0 is no limit. */
function deviceWrites(limits: CgroupDevice, version: 1 | 2): CgroupWrite[] {
  const { device, weight } = limits
  const weights = version === 1 ? ['blkio.weight_device', 'blkio.bfq.weight_device'] : ['io.weight', 'io.bfq.weight']
  const writes: CgroupWrite[] =
    weight === undefined ? [] : [{ controller: 'blkio', files: weights, value: `${device} ${weight}` }]
  for (const [name, [file, key]] of Object.entries(throttles)) {
    const value = limits[name as keyof typeof throttles]
    if (value === undefined) continue
    writes.push({
      controller: 'blkio',
      files: version === 1 ? [file] : ['io.max'],
      value: version === 1 ? `${device} ${value}` : `${device} ${key}=${value || none[2]}`,
    })
  }
  return writes
}
