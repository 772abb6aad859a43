import {
  closeSync,
  constants,
  fsync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { LodgeError } from '../../base/errors.ts'
import { errnoOf, openTemporary, removeQuietly, systemError, writeAll } from './files.ts'
import { identify } from './system.ts'

// A disk may take its time: nobody else waits for it.
const sync = promisify(fsync)

/** Writes a file that outlives a power cut once this resolves; whoever reads it sees the old text or the new one, never a part. */
export function writeDurably(path: string, data: string | Uint8Array): Promise<void> {
  return keptIn(dirname(path), { what: `cannot write ${path}`, path }, async () => {
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
      removeQuietly(temporary)
      throw error
    }
  })
}

/** Removes a file so that it stays removed after a power cut; that it is gone already is no fault. `folders`: or one with all that is in it. */
export async function removeDurably(path: string, { folders = false } = {}): Promise<void> {
  try {
    await keptIn(dirname(path), { what: `cannot remove ${path}`, path }, () => {
      if (folders && lstatSync(path).isDirectory()) rmSync(path, { recursive: true })
      else unlinkSync(path)
    })
  } catch (error) {
    if (errnoOf((error as Error).cause) !== 'ENOENT') throw error
  }
}

/** A symbolic link that stays; one that is there already is kept. */
export async function linkDurably(target: string, path: string): Promise<void> {
  try {
    await keptIn(dirname(path), { what: `cannot make the link ${path}`, path }, () => symlinkSync(target, path))
  } catch (error) {
    if (errnoOf((error as Error).cause) !== 'EEXIST') throw error
  }
}

/** Gives a file a second name that stays; what has that name already is never replaced. */
export function nameDurably(file: string, path: string): Promise<void> {
  return keptIn(dirname(path), { what: `cannot give ${file} the name ${path}`, path }, () => linkSync(file, path))
}

/** What was done in a folder outlives a power cut. */
export function syncFolder(path: string): Promise<void> {
  return keptIn(path, { what: `cannot sync ${path}`, path }, () => {})
}

/** Removes what was being written in a folder by processes that have died over it; `ours`: nobody but this one writes there, and nothing yet. */
export function removeTemporaries(folder: string, { ours = false } = {}): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return
  }
  for (const name of names) {
    const [, pid] = /\.(\d+)\.[0-9a-z]+\.tmp$/.exec(name) ?? []
    if (pid !== undefined && (ours || !identify(Number(pid)))) rmSync(join(folder, name), { force: true })
  }
}

/** Does something in a folder, which is opened before: that no descriptor is left is known while nothing is done yet. */
async function keptIn(
  folder: string,
  { what, path }: { what: string; path: string },
  act: () => void | Promise<void>,
): Promise<void> {
  try {
    const opened = openSync(folder, constants.O_RDONLY)
    try {
      await act()
      await sync(opened)
    } finally {
      closeSync(opened)
    }
  } catch (error) {
    throw error instanceof LodgeError ? error : systemError(error, what, path)
  }
}
