import { closeSync, constants, fsync, openSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { errnoOf, openTemporary, systemError, writeAll } from './files.ts'

// A disk may take its time: nobody else waits for it.
const sync = promisify(fsync)

/** Writes a file that outlives a power cut once this resolves; whoever reads it sees the old text or the new one, never a part. */
export async function writeDurably(path: string, data: string | Uint8Array): Promise<void> {
  const { file, temporary } = openTemporary(path)
  try {
    try {
      writeAll(file, data)
      await sync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw systemError(error, `cannot write ${path}`, path)
  }
  await syncFolder(dirname(path))
}

/** Removes a file so that it stays removed after a power cut; that it is gone already is no fault. */
export async function removeDurably(path: string): Promise<void> {
  try {
    unlinkSync(path)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return
    throw systemError(error, `cannot remove ${path}`, path)
  }
  await syncFolder(dirname(path))
}

/** A symbolic link that stays; one that is there already is kept. */
export async function linkDurably(target: string, path: string): Promise<void> {
  try {
    symlinkSync(target, path)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return
    throw systemError(error, `cannot make the link ${path}`, path)
  }
  await syncFolder(dirname(path))
}

async function syncFolder(path: string): Promise<void> {
  const folder = openSync(path, constants.O_RDONLY)
  try {
    await sync(folder)
  } finally {
    closeSync(folder)
  }
}
