import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { LodgeError, messageOf } from '../../../base/errors.ts'
import type { HelperState } from '../../../model/qemu/plan.ts'
import { removeTemporaries, writeDurably } from '../../host/durable-files.ts'
import { giveTo } from '../../host/file-owners.ts'
import { letThrough, makeFolder, readForeign } from '../../host/files.ts'
import { passingFolder } from '../../host/paths.ts'
import { type Account, accountOf, certificateAuthority } from '../../host/system.ts'
import { asAccount } from '../../host/way.ts'
import { lastWords } from './failure.ts'
import { findProgram } from './find-program.ts'

interface Preparing {
  what: string
  /** Whose it will be, where that isn't this process's user. */
  account?: Account
  undo: AsyncDisposableStack
  /** Marks what is run as the guest's, as `mark` does. */
  environment: NodeJS.ProcessEnv
  /** Has a folder removed by whoever finds the start cut off, for as long as it is there. */
  announce(folder: string): Disposable
}

/** Milliseconds: it makes keys, on a machine that may be busy. */
const patience = 60_000

const largestState = 1 << 20

/** Makes what a helper keeps, where it is not there yet. It is made elsewhere first, so that what is there is whole. */
export async function prepareState(state: HelperState, preparing: Preparing): Promise<void> {
  const { folder, file, own, setup } = state
  const { account, undo } = preparing
  const path = join(folder, file)
  if (own) {
    makeFolder(folder)
    if (account) {
      letThrough(dirname(folder))
      giveTo(folder, account)
    }
  }
  removeTemporaries(dirname(path))
  const { first, change } = setup
  if (!existsSync(path)) {
    if (own) undo.defer(() => forget(folder))
    else undo.defer(() => rmSync(path, { force: true }))
    const calls = (made: string) => [...(first ? [first] : []), [...setup.arguments, made]]
    await writeDurably(path, await elsewhere(state, { ...preparing, calls }))
  } else if (change) {
    const before = readForeign(path, largestState)
    const after = await elsewhere(state, { ...preparing, before, calls: (made) => [[...change, made]] })
    if (Buffer.compare(before, after) !== 0) await writeDurably(path, after)
  }
  if (account) giveTo(path, account)
}

/** What was made for nothing: the guest never began. */
function forget(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  try {
    rmdirSync(dirname(folder))
  } catch {
    // Another version's is still there.
  }
}

interface Elsewhere extends Pick<Preparing, 'what' | 'environment' | 'announce'> {
  before?: Uint8Array
  /** Arguments, one call after the other, given the folder. */
  calls(folder: string): string[][]
}

/** The file as the program leaves it in a folder of its own. */
async function elsewhere(
  { file, setup }: HelperState,
  { what, before, calls, environment, announce }: Elsewhere,
): Promise<Uint8Array> {
  const program = findProgram({ ...setup, what })
  const maker = signer()
  const folder = passingFolder()
  const path = join(folder, file)
  using _ = announce(folder)
  mkdirSync(folder, { mode: 0o700 })
  try {
    if (before) writeFileSync(path, before, { mode: 0o600 })
    if (maker) for (const each of before ? [path, folder] : [folder]) chownSync(each, maker.uid, maker.gid)
    for (const call of calls(folder)) {
      const [first = '', ...rest] = [...(maker ? ['setpriv', ...asAccount(maker)] : []), program, ...call]
      await promisify(execFile)(first, rest, {
        ...{ timeout: patience, maxBuffer: 1 << 20, cwd: '/' },
        // What it leaves in its own temporary files, where it is cut off, goes with the folder.
        env: { ...process.env, ...environment, TMPDIR: folder },
      })
    }
    return readForeign(path, largestState)
  } catch (error) {
    if (error instanceof LodgeError) throw error
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    const words = lastWords(`${stdout}\n${stderr}`) || messageOf(error)
    throw new LodgeError('OPERATION_FAILED', `${program} for the ${what} ended: ${words}`, { where: program })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Who signs certificates on this host: its key is that user's, and nobody else's files may come to stand beside it. */
function signer(): Account | undefined {
  const uid = statSync(certificateAuthority, { throwIfNoEntry: false })?.uid ?? 0
  return process.geteuid?.() === 0 && uid !== 0 ? accountOf(`+${uid}`) : undefined
}
