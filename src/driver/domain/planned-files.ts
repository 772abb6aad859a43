import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import type { PlannedFile } from '../../model/qemu/plan.ts'
import { errnoOf, makeFolder, systemError, writeAtomically } from '../host/files.ts'

/** Makes a folder of the guest's own. One that is there already is left over from a guest that is gone. */
export function makeGuestFolder(path: string, undo: AsyncDisposableStack): void {
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw systemError(error, `cannot make the folder ${path}`, path)
    chmodSync(path, 0o700)
  }
  undo.defer(() => rmSync(path, { recursive: true, force: true }))
}

export function writePlannedFile({ path, content, keep }: PlannedFile, undo: AsyncDisposableStack): void {
  if (keep && existsSync(path)) return
  makeFolder(dirname(path))
  writeAtomically(path, bytesOf(content), { durable: keep })
  // What is kept when the guest ends was still made for nothing where the guest never began.
  undo.defer(() => rmSync(path, { force: true }))
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
