import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { LodgeError, messageOf } from '../../../base/errors.ts'
import type { HelperState } from '../../../model/qemu/plan.ts'
import { writeDurably } from '../../host/durable-files.ts'
import { giveTo } from '../../host/file-owners.ts'
import { letThrough, makeFolder, readForeign } from '../../host/files.ts'
import { type Account, accountOf, certificateAuthority } from '../../host/system.ts'
import { asAccount } from '../../host/way.ts'
import { lastWords } from './failure.ts'
import { findProgram } from './find-program.ts'

interface Preparing {
  what: string
  /** Whose it will be, where that isn't this process's user. */
  account?: Account
  undo: AsyncDisposableStack
}

/** Milliseconds: it makes keys, on a machine that may be busy. */
const patience = 60_000

const largestState = 1 << 20

/** Makes what a helper keeps, where it is not there yet. It is made elsewhere first, so that what is there is whole. */
export async function prepareState({ folder, file, own, setup }: HelperState, preparing: Preparing): Promise<void> {
  const { account, undo } = preparing
  const path = join(folder, file)
  if (own) {
    makeFolder(folder)
    if (account) {
      letThrough(dirname(folder))
      giveTo(folder, account)
    }
  }
  if (!existsSync(path)) {
    if (own) undo.defer(() => forget(folder))
    else undo.defer(() => rmSync(path, { force: true }))
    await writeDurably(path, await make(setup, file, preparing.what))
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

async function make(setup: HelperState['setup'], file: string, what: string): Promise<Uint8Array> {
  const program = findProgram({ ...setup, what })
  const maker = signer()
  const folder = mkdtempSync(join(tmpdir(), 'lodge-'))
  try {
    if (maker) chownSync(folder, maker.uid, maker.gid)
    const run = async (words: string[]): Promise<void> => {
      const [first = '', ...rest] = [...(maker ? ['setpriv', ...asAccount(maker)] : []), program, ...words]
      await promisify(execFile)(first, rest, { timeout: patience, maxBuffer: 1 << 20, cwd: '/' })
    }
    if (setup.first) await run(setup.first)
    await run([...setup.arguments, folder])
    return readForeign(join(folder, file), largestState)
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
