import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { shellQuote } from '../../../base/shell-quote.ts'
import type { HelperBegin, HelperProcess, HelperState, LaunchPlan } from '../../../model/qemu/plan.ts'
import { giveSocketTo, giveTo } from '../../host/file-owners.ts'
import { makeFolder } from '../../host/files.ts'
import type { ProcessIdentity } from '../../host/system.ts'
import { listen } from '../descriptors.ts'
import { GuestLog } from '../guest-log.ts'
import { confinedCommand, type GuestIsolation } from '../isolation.ts'
import { writePlannedFile } from '../planned-files.ts'
import type { GuestRegistry } from '../registry.ts'
import type { GuestStatus } from '../status.ts'
import { endHelpers, mark } from './end.ts'
import { failureOf } from './failure.ts'
import { findProgram } from './find-program.ts'
import { readiness } from './readiness.ts'
import { type SocketEnd, spawnHelper } from './spawn.ts'
import { prepareState } from './state.ts'

interface StartingOne {
  status: Pick<GuestStatus, 'folders' | 'log'>
  isolation: GuestIsolation
  /** Gets what is of no use once the guest runs. */
  closing: DisposableStack
  undo: AsyncDisposableStack
}

interface Starting extends StartingOne {
  status: GuestStatus
  registry: GuestRegistry
}

export interface RunningHelper {
  name: string
  process: ProcessIdentity
  /** Settles with how it ended, where it is a child of this process. */
  ended?: Promise<string>
  /** Its own words where it has failed, which may be why the emulator has. */
  failure(): Error | undefined
  /** QEMU's end of a socket pair, where they have one. */
  end?: SocketEnd
}

/** Starts the programs that serve a guest. QEMU can connect to them once this resolves; each is written down at once. */
export async function startHelpers({ processes }: LaunchPlan, starting: Starting): Promise<RunningHelper[]> {
  const { status, registry, undo } = starting
  const running: RunningHelper[] = []
  if (processes.length > 0) undo.defer(() => endHelpers(status))
  for (const helper of processes) {
    if (helper.state) await makeState(helper.state, { ...starting, what: helper.what })
    const started = await startHelper(helper, starting)
    running.push(started)
    for (const record of status.helpers ?? []) if (record.name === helper.name) record.process = started.process
    registry.write(status)
  }
  return running
}

/** What one leaves in the file system. */
export function filesOf({ begin }: HelperProcess): string[] {
  if (begin.by === 'pairing') return []
  return begin.by === 'inheriting' ? [begin.socket] : [begin.socket, begin.pidFile]
}

/** Whoever calls that writes it down. */
export async function startHelper(helper: HelperProcess, starting: StartingOne): Promise<RunningHelper> {
  const { begin, name, what } = helper
  const { closing, undo, status } = starting
  const { account } = starting.isolation
  const isolation = helper.user === 'guest' ? starting.isolation : { ...starting.isolation, account: undefined }
  const program = findProgram(helper)
  await prepare(helper, starting)
  const words = [program, ...(isolation.account ? withoutRunas(helper.arguments) : helper.arguments)]
  const log = closing.use(new GuestLog(logBeside(status.log, name), words.map(shellQuote).join(' ')))
  // Only the helper has the socket: where it fails, whoever has connected is told by that.
  using copies = new DisposableStack()
  const spawned = spawnHelper(confinedCommand(words, { ...isolation, rlimits: ['core=0'] }), {
    log: log.fd,
    descriptors: inherited(begin, { closing: copies, undo }),
    guestFolder: guestFolderOf(status),
  })
  undo.defer(() => endHelpers({ folders: [], helpers: [{ name, process: spawned.identity }] }))
  const end = spawned.end && closing.use(spawned.end)
  const failure = () => failureOf({ program, what, how: spawned.ended.how, log })
  const process = await readiness(begin, { spawned, failure, what, uid: isolation.account?.uid })
  // What root has made, the guest's user could not connect to.
  const foreign = begin.by === 'inheriting' || (begin.by === 'telling' && !isolation.account)
  if (account && foreign) giveSocketTo(begin.socket, account)
  const ended = process.pid === spawned.identity.pid ? spawned.exit : undefined
  return { name, process, ended, failure, end }
}

async function prepare(helper: HelperProcess, { isolation: { account }, undo, status }: StartingOne): Promise<void> {
  const { begin, files = [] } = helper
  const folder = begin.by === 'pairing' ? undefined : dirname(begin.socket)
  // A folder of sockets that all guests share is their user's; the guest's own is already.
  if (folder !== undefined && folder !== guestFolderOf(status)) {
    makeFolder(folder)
    if (account) giveTo(folder, account)
  }
  const removeFiles = () => filesOf(helper).forEach((file) => void rmSync(file, { force: true }))
  // A guest that is gone may have left a number.
  removeFiles()
  undo.defer(removeFiles)
  for (const file of files) await writePlannedFile(file, { account, undo })
}

/** What it keeps beyond this run of its guest. */
async function makeState(
  state: HelperState,
  { what, isolation: { account }, undo, status, registry }: Starting & Pick<HelperProcess, 'what'>,
): Promise<void> {
  const environment = { [mark]: guestFolderOf(status) }
  await prepareState(state, { what, account, undo, environment, announce: announcing(status, registry) })
}

/** Whatever else the start makes is written down behind the folder. */
function announcing(status: GuestStatus, registry: GuestRegistry): (folder: string) => Disposable {
  return (folder) => {
    const { folders } = status
    registry.write(Object.assign(status, { folders: [...folders, folder] }))
    return { [Symbol.dispose]: () => void Object.assign(status, { folders }) }
  }
}

function inherited(begin: HelperBegin, { closing, undo }: Pick<StartingOne, 'closing' | 'undo'>): (number | 'pipe')[] {
  if (begin.by === 'pairing') return ['pipe']
  return begin.by === 'inheriting' ? [listen(begin.socket, { mode: 0o600, blocking: true, closing, undo })] : []
}

function guestFolderOf({ folders: [folder = ''] }: Pick<GuestStatus, 'folders'>): string {
  return folder
}

/** No name of a guest has a plus sign in the name of its log. */
export function logBeside(log: string, name: string): string {
  return log.replace(/(\.log)?$/, `+${name}.log`)
}

/** It runs as the right user from the beginning. */
function withoutRunas(words: string[]): string[] {
  return words.filter((word, at) => word !== '--runas' && words[at - 1] !== '--runas')
}
