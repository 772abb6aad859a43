import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import type { GuestLimits } from '../../model/domain/index.ts'
import { Cgroup, enterScope, hasScopes } from '../host/system.ts'
import type { GuestIsolation } from './isolation.ts'

/** The control group of a guest, made before its emulator is. */
export interface GuestGroup {
  /** What has to be removed when the guest is gone. */
  folders: string[]
  /** Settles once the process is in it and its limits hold. */
  enter(pid: number): Promise<void>
}

/** Undefined where this host has no control groups that this process may make; limits can't be kept then, and are refused. */
export function makeGuestGroup(guestFolder: string, { limits, partition }: GuestIsolation): GuestGroup | undefined {
  const wanted = Object.values(limitsFor(limits)).some((value) => value !== undefined)
  if (partition === undefined) {
    if (wanted) throw unlimited()
    return undefined
  }
  // Several hosts of ours may have a guest of that number and name.
  const name = `${createHash('sha256').update(guestFolder).digest('hex').slice(0, 8)}-${basename(guestFolder)}`
  if (hasScopes()) return { folders: [], enter: (pid) => inScope(name, pid, limits) }
  const group = Cgroup.make(partition, name)
  if (!group) {
    if (wanted) throw unlimited()
    return undefined
  }
  if (wanted) group.set(limitsFor(limits))
  return { folders: group.folders, enter: (pid) => group.enter(pid) }
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
function limitsFor({ blkioDevices, ...limits }: GuestLimits) {
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
