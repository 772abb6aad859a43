import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import type { GuestLimits } from '../../model/domain/index.ts'
import { Cgroup, enterScope, hasScopes } from '../host/system.ts'
import type { Guest } from './guest.ts'
import type { GuestIsolation } from './isolation.ts'

/** The control group of a guest, made before its emulator is. */
export interface GuestGroup {
  /** What has to be removed when the guest is gone. */
  folders: string[]
  /** Settles once the process is in it and its limits hold. */
  enter(pid: number): Promise<void>
}

/** Undefined where this host has no control groups that this process may make; limits can't be kept then, and are refused. */
export function makeGuestGroup(
  guestFolder: string,
  { limits, partition, noGroups = () => {} }: GuestIsolation,
): GuestGroup | undefined {
  const wanted = Object.values(limitsFor(limits)).some((value) => value !== undefined)
  const needed = wanted || limits.threadTimes
  if (partition === undefined) {
    if (needed) throw unlimited()
    return undefined
  }
  // Several hosts of ours may have a guest of that number and name.
  const name = `${createHash('sha256').update(guestFolder).digest('hex').slice(0, 8)}-${basename(guestFolder)}`
  if (hasScopes()) return { folders: [], enter: (pid) => inScope(name, pid, limits) }
  const group = Cgroup.make(partition, name)
  if (!group) {
    if (needed) throw unlimited()
    noGroups()
    return undefined
  }
  if (wanted) group.set(limitsFor(limits))
  return { folders: group.folders, enter: (pid) => group.enter(pid) }
}

/** Whether guests of this process have groups at all: nobody but root may make them, and the limits of a session's guests are none. */
export function groupsAreOurs(): boolean {
  return process.geteuid?.() === 0
}

/** The group of a guest that runs; undefined where it has none. */
export function groupOf({ emulator }: Pick<Guest, 'emulator'>): Cgroup | undefined {
  return Cgroup.of(emulator.identity.pid)
}

/** Has the group of a guest that runs hold what its definition says now; a limit that was taken away is none. */
export function holdLimits(group: Cgroup, limits: GuestLimits, before: GuestLimits): void {
  const lifted: GuestLimits = { blkioDevices: [] }
  for (const name of ['memoryHardLimit', 'memorySoftLimit', 'swapHardLimit'] as const)
    if (before[name] !== undefined) lifted[name] = Number.POSITIVE_INFINITY
  group.set(limitsFor({ ...lifted, ...present(limits) }))
}

/** What the kernel holds, of that which has one value for a guest as a whole. */
export function limitsHeld(group: Cgroup): Omit<GuestLimits, 'blkioDevices'> {
  const number = (...files: string[]): number | undefined => {
    const text = files.map((file) => group.read(file)).find((each) => each !== undefined)
    return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined
  }
  const kib = (...files: string[]): number | undefined => {
    const bytes = number(...files)
    return bytes === undefined || bytes >= unlimitedBytes ? undefined : bytes / 1024
  }
  const [quota, period] = group.read('cpu.max')?.split(' ') ?? []
  return {
    cpuShares: number('cpu.shares', 'cpu.weight'),
    cpuPeriod: period === undefined ? number('cpu.cfs_period_us') : Number(period),
    cpuQuota: quota === undefined ? number('cpu.cfs_quota_us') : quota === 'max' ? -1 : Number(quota),
    memoryHardLimit: kib('memory.limit_in_bytes', 'memory.max'),
    memorySoftLimit: kib('memory.soft_limit_in_bytes', 'memory.high'),
  }
}

/** Version 1 says so many pages for none. */
const unlimitedBytes = 2 ** 62

function present(limits: GuestLimits): GuestLimits {
  return {
    ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
    blkioDevices: limits.blkioDevices,
  }
}

async function inScope(name: string, pid: number, limits: GuestLimits): Promise<void> {
  const group = await enterScope(name, pid)
  const wanted = limitsFor(limits)
  if (Object.values(wanted).some((value) => value !== undefined)) {
    if (!group) throw unlimited()
    group.set(wanted)
  }
}

/** The kernel knows block devices by number. */
function limitsFor({ blkioDevices, threadTimes: _, ...limits }: GuestLimits) {
  const devices = blkioDevices.map(({ path, ...device }) => ({ ...device, device: numbersOf(path) }))
  return { ...limits, blkioDevices: devices.length > 0 ? devices : undefined }
}

function numbersOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isBlockDevice()) {
    throw new LodgeError('CONFIG_UNSUPPORTED', `<blkiotune> names ${path}, which is no block device of this host`, {
      where: path,
      hint: 'name the device on which the images are: lsblk lists them',
    })
  }
  const { rdev } = stats
  return `${(rdev >>> 8) & 0xfff}:${(rdev & 0xff) | ((rdev >>> 12) & 0xfff00)}`
}

function unlimited(): LodgeError {
  return new LodgeError(
    'CONFIG_UNSUPPORTED',
    'this host keeps no control groups for this process: limits cannot be held',
    {
      hint: 'leave <cputune>, <memtune> and <blkiotune> out, or run the guest in system mode on a host that has them',
    },
  )
}
