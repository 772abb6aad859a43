import { readIfThere } from '../host/files.ts'
import type { ProcessIdentity } from '../host/system.ts'
import type { Endings } from './endings.ts'

/** What a new process needs to find a guest again, in one file a guest under the run folder. */
export interface GuestStatus {
  format: 1
  name: string
  uuid: string
  id: number
  /** The one that starts it; while that lives, so does the claim to the name. */
  starter: ProcessIdentity
  /** The emulator; absent while it is about to be started. */
  emulator?: ProcessIdentity
  monitorSocket: string
  log: string
  /** Completed, as it runs, without passwords. */
  xml: string
  /** The same with them, where there are any. */
  secureXml?: string
  /** Completed, as it was before it ran, with passwords. */
  inactiveXml?: string
  /** What is left behind in the file system when the guest ends. */
  folders: string[]
  files: string[]
  sockets: string[]
  /** Images that no second guest may write to. */
  images: string[]
  endings: Endings
  commandLine: string[]
}

const largestStatus = 16 << 20

/** What a guest has taken before it is started. */
export type Claim = Pick<GuestStatus, 'name' | 'uuid' | 'id' | 'starter'>

/** The status of a guest of which nothing has been made yet. */
export function statusOfClaim(claim: Claim): GuestStatus {
  return {
    ...{ format: 1, ...claim, monitorSocket: '', log: '', xml: '' },
    ...{ images: [], folders: [], files: [], sockets: [], commandLine: [] },
    endings: { poweroff: 'destroy', reboot: 'restart', crash: 'destroy' },
  }
}

/** A file that can't be read is nobody's status: it stays where it is, for whoever looks into it. */
export function readStatus(path: string): GuestStatus | undefined {
  try {
    const status = JSON.parse(readIfThere(path, largestStatus) ?? 'null') as GuestStatus | null
    return isStatus(status) ? status : undefined
  } catch {
    return undefined
  }
}

function isStatus(status: GuestStatus | null): status is GuestStatus {
  if (status?.format !== 1 || typeof status.name !== 'string' || !status.starter) return false
  return [status.images, status.folders, status.files, status.sockets, status.commandLine].every(Array.isArray)
}

/** Whether two statuses tell of the same run of a guest. */
export function isSameRun(one: GuestStatus, other: GuestStatus): boolean {
  return isSame(one.starter, other.starter) && isSame(one.emulator, other.emulator)
}

function isSame(one: ProcessIdentity | undefined, other: ProcessIdentity | undefined): boolean {
  return one?.pid === other?.pid && one?.startTime === other?.startTime && one?.boot === other?.boot
}
