import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { shellQuote } from '../../../base/shell-quote.ts'
import type { HelperProcess, LaunchPlan } from '../../../model/qemu/plan.ts'
import { giveSocketTo, giveTo } from '../../host/file-owners.ts'
import { makeFolder } from '../../host/files.ts'
import type { ProcessIdentity } from '../../host/system.ts'
import { listen } from '../descriptors.ts'
import { GuestLog } from '../guest-log.ts'
import { confinedCommand, type GuestIsolation } from '../isolation.ts'
import type { GuestRegistry } from '../registry.ts'
import type { GuestStatus } from '../status.ts'
import { endHelpers } from './end.ts'
import { failureOf } from './failure.ts'
import { findProgram } from './find-program.ts'
import { readiness } from './readiness.ts'
import { spawnHelper } from './spawn.ts'
import { prepareState } from './state.ts'

interface Starting {
  status: GuestStatus
  registry: GuestRegistry
  isolation: GuestIsolation
  /** Gets what is of no use once the guest runs. */
  closing: DisposableStack
  undo: AsyncDisposableStack
}

export interface RunningHelper {
  process: ProcessIdentity
  /** Its own words where it has failed, which may be why the emulator has. */
  failure(): Error | undefined
}

/** Starts the programs that serve a guest. QEMU can connect to them once this resolves; each is written down at once. */
export async function startHelpers({ processes }: LaunchPlan, starting: Starting): Promise<RunningHelper[]> {
  const { status, registry, undo } = starting
  const running: RunningHelper[] = []
  if (processes.length > 0) undo.defer(() => endHelpers(status))
  for (const helper of processes) {
    const started = await startHelper(helper, starting)
    running.push(started)
    for (const record of status.helpers ?? []) if (record.name === helper.name) record.process = started.process
    registry.write(status)
  }
  return running
}

/** What one leaves in the file system. */
export function filesOf({ begin }: HelperProcess): string[] {
  return begin.by === 'inheriting' ? [begin.socket] : [begin.socket, begin.pidFile]
}

async function startHelper(helper: HelperProcess, starting: Starting): Promise<RunningHelper> {
  const { begin, what, state } = helper
  const { closing, undo, status } = starting
  const { account } = starting.isolation
  const isolation = helper.user === 'guest' ? starting.isolation : { ...starting.isolation, account: undefined }
  const program = findProgram(helper)
  const [guestFolder = ''] = status.folders
  makeOwnFolder(dirname(begin.socket), { guestFolder, account })
  if (state) await prepareState(state, { what, account, undo })
  const words = [program, ...(isolation.account ? withoutRunas(helper.arguments) : helper.arguments)]
  const log = closing.use(new GuestLog(logBeside(status.log, helper.name), words.map(shellQuote).join(' ')))
  undo.defer(() => filesOf(helper).forEach((file) => void rmSync(file, { force: true })))
  // Only the helper has the socket: where it fails, whoever has connected is told by that.
  using copies = new DisposableStack()
  const listening = { mode: 0o600, blocking: true, closing: copies, undo }
  const descriptors = begin.by === 'inheriting' ? [listen(begin.socket, listening)] : []
  const command = confinedCommand(words, { ...isolation, rlimits: ['core=0'] })
  const spawned = spawnHelper(command, { log: log.fd, descriptors, guestFolder })
  const failure = () => failureOf({ program, what, how: spawned.ended.how, log })
  const process = await readiness(begin, { spawned, failure, what, uid: isolation.account?.uid })
  if (account && (begin.by === 'inheriting' || !isolation.account)) giveSocketTo(begin.socket, account)
  return { process, failure }
}

/** A folder of sockets that all guests share is its user's; the guest's own is already. */
function makeOwnFolder(
  folder: string,
  { guestFolder, account }: { guestFolder: string } & Pick<GuestIsolation, 'account'>,
) {
  if (folder === guestFolder) return
  makeFolder(folder)
  if (account) giveTo(folder, account)
}

/** No name of a guest has a plus sign in the name of its log. */
function logBeside(log: string, name: string): string {
  return log.replace(/(\.log)?$/, `+${name}.log`)
}

/** It runs as the right user from the beginning. */
function withoutRunas(words: string[]): string[] {
  return words.filter((word, at) => word !== '--runas' && words[at - 1] !== '--runas')
}
