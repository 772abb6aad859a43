import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import type { PlannedFile } from '../../model/qemu/plan.ts'
import { writeDurably } from '../host/durable-files.ts'
import { giveTo } from '../host/file-owners.ts'
import { errnoOf, letThrough, makeFolder, removeFolder, systemError, writeAtomically } from '../host/files.ts'
import type { Account } from '../host/system.ts'

interface Making {
  /** Whose it will be, where that isn't this process's user. */
  account?: Account
  undo: AsyncDisposableStack
}

/** Makes a folder of the guest's own. One that is there already is left over from a guest that is gone. */
export function makeGuestFolder(path: string, { account, undo }: Making): void {
  makeFolder(dirname(path))
  if (account) letThrough(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw systemError(error, `cannot make the folder ${path}`, path)
    chmodSync(path, 0o700)
  }
  undo.defer(() => removeFolder(path))
  if (account) giveTo(path, account)
}

export async function writePlannedFile(
  { path, content, keep, renew }: PlannedFile,
  { account, undo }: Making,
): Promise<void> {
  const isThere = keep && existsSync(path)
  // What is kept is the guest's own and not given back; it may be from a time when its emulator was another user's.
  if (isThere && !renew) {
    if (account) giveTo(path, account)
    return
  }
  makeFolder(dirname(path))
  if (keep) await writeDurably(path, bytesOf(content))
  else writeAtomically(path, bytesOf(content))
  if (account) giveTo(path, account)
  // What is kept when the guest ends was still made for nothing where the guest never began.
  if (!isThere) undo.defer(() => rmSync(path, { force: true }))
}

function bytesOf(content: PlannedFile['content']): string | Uint8Array {
  if ('random' in content) return randomBytes(content.random)
  if ('text' in content) return content.text
  try {
    return readFileSync(content.copyOf)
  } catch (error) {
    const failure = systemError(error, `cannot copy ${content.copyOf}`, content.copyOf)
    throw errnoOf(error) === 'ENOENT'
      ? new LodgeError('SYSTEM_ERROR', failure.message, { where: content.copyOf, hint: 'is the firmware installed?' })
      : failure
  }
}
