import type { DomainStatus } from '../../api/index.ts'
import { type Domain, formatDomain } from '../../model/domain/index.ts'
import { inOrder, type Taint } from '../../model/taints.ts'
import { isShortage, readIfThere } from '../host/files.ts'
import type { ProcessIdentity } from '../host/system.ts'
import type { Endings } from './endings.ts'

/** What a new process needs to find a guest again, in one file a guest under the run folder. */
export interface GuestStatus {
  format: 2
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
  /** Programs beside its emulator; one without a process was about to be started when that was written. */
  helpers?: HelperRecord[]
  /** Files that its emulator's user has as long as it runs, by their keys in the folder of owners. */
  loans?: string[]
  /** Folders of its control group. */
  groups?: string[]
  /** Images that no second guest may write to. */
  images: string[]
  endings: Endings
  commandLine: string[]
  /** What it was doing when that was written. */
  state: DomainStatus
  /** Until when that was seen, in milliseconds since the epoch; absent while a process hears QEMU's events. */
  asOf?: number
  /** The process that hears them. */
  watcher?: ProcessIdentity
  /** Milliseconds that its agent may take to answer, where that was said. */
  agentTimeout?: number
  /** A file that its emulator removes when it ends in order (`unseen-end.ts`). */
  mark?: string
  /** Its next power-off is half a reboot. */
  restartsOnce?: boolean
  /** What makes it another guest than those that are tried everywhere. */
  taints?: Taint[]
  /** What of it QEMU is about to drop. */
  deprecations?: string[]
  /** It is not certain yet that it will run. */
  starting?: boolean
  /** Why the end that is coming comes. */
  ending?: string
}

export interface HelperRecord {
  name: string
  process?: ProcessIdentity
  /** What the guest lacks without it, where that was known. */
  lost?: string
  /** It has ended while the guest ran on, and that was told. */
  gone?: boolean
  /** Another one is being started in its place. */
  renewing?: boolean
}

/** The XML of a running guest, with passwords too where there are any. */
export function textsOf(domain: Domain): Pick<GuestStatus, 'xml' | 'secureXml'> {
  const [xml, secureXml] = [formatDomain(domain), formatDomain(domain, { secrets: true })]
  return { xml, secureXml: secureXml === xml ? undefined : secureXml }
}

/** The newest format that is understood; others are of a Lodge that is newer. */
const format = 2

const largestStatus = 16 << 20

/** What a guest has taken before it is started. */
export type Claim = Pick<GuestStatus, 'name' | 'uuid' | 'id' | 'starter'>

/** The status of a guest of which nothing has been made yet. */
export function statusOfClaim(claim: Claim): GuestStatus {
  return {
    ...{ format, ...claim, monitorSocket: '', log: '', xml: '', state: { state: 'paused', reason: 'starting up' } },
    ...{ images: [], folders: [], files: [], sockets: [], commandLine: [] },
    endings: { poweroff: 'destroy', reboot: 'restart', crash: 'destroy' },
  }
}

/** What a file says; `newer` where a Lodge has written it that knows more than this one. */
export type ReadStatus = { status: GuestStatus } | { newer: number } | undefined

/** A file that can't be read is nobody's status: it stays where it is, for whoever looks into it. */
export function readStatus(path: string): ReadStatus {
  let found: { format?: unknown } | null
  try {
    found = JSON.parse(readIfThere(path, largestStatus) ?? 'null')
  } catch (error) {
    if (isShortage(error)) throw error
    return undefined
  }
  if (typeof found !== 'object' || found === null) return undefined
  if (typeof found.format === 'number' && found.format > format) return { newer: found.format }
  const status = found.format === 1 ? fromFirst(found as FirstStatus) : (found as GuestStatus)
  return isStatus(status) ? { status } : undefined
}

/** Before states were kept. */
type FirstStatus = Omit<GuestStatus, 'format' | 'state'> & { format: 1 }

function fromFirst(status: FirstStatus): GuestStatus {
  return { ...status, format, state: { state: 'running', reason: 'unknown' }, asOf: 0 }
}

function isStatus(status: GuestStatus): boolean {
  if (status.format !== format || typeof status.name !== 'string' || !status.starter) return false
  if (typeof status.state?.state !== 'string' || typeof status.state.reason !== 'string') return false
  const { taints = [], deprecations = [] } = status
  const lists = [status.images, status.folders, status.files, status.sockets, status.commandLine, taints, deprecations]
  return lists.every(Array.isArray)
}

/** The name under which a run of a guest has files that are others'. */
export function holderOf({ uuid, id }: Pick<Claim, 'uuid' | 'id'>): string {
  return `${uuid}/${id}`
}

/** What a status may lack: where it is not said any more, it is so no more. */
const fleeting = ['asOf', 'watcher', 'starting', 'restartsOnce', 'ending', 'secureXml', 'agentTimeout'] as const

/** Takes over what another process has written of the same run since. */
export function takeOver(status: GuestStatus, written: GuestStatus | undefined): void {
  if (!written) return
  for (const name of fleeting) delete status[name]
  Object.assign(status, written)
}

/** Of a guest that answers to this process, others write why it ends, and change what needs no QEMU. */
export function takeFromOthers(status: GuestStatus, written: GuestStatus | undefined): void {
  if (!written) return
  const { agentTimeout, xml, secureXml } = written
  Object.assign(status, { agentTimeout, xml, secureXml })
  takeLasting(status, written)
}

/** What holds once anybody has said it: whoever has said first why it ends is right, and a taint stays. */
export function takeLasting(status: GuestStatus, written: GuestStatus | undefined): void {
  status.ending ??= written?.ending
  if (written?.taints?.length) status.taints = inOrder([...(status.taints ?? []), ...written.taints])
}

/** Of one that has ended another process may have heard more. */
export function takeEnd(status: GuestStatus, written: GuestStatus | undefined): void {
  if (!written) return
  takeLasting(status, written)
  if (written.watcher?.pid !== process.pid) status.state = written.state
}

/** Whether two statuses tell of the same run of a guest. */
export function isSameRun(one: GuestStatus, other: GuestStatus): boolean {
  return isSame(one.starter, other.starter) && isSame(one.emulator, other.emulator)
}

function isSame(one: ProcessIdentity | undefined, other: ProcessIdentity | undefined): boolean {
  return one?.pid === other?.pid && one?.startTime === other?.startTime && one?.boot === other?.boot
}
