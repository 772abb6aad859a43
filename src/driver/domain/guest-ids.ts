import { closeSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, makeFolder, systemError } from '../host/files.ts'

/**
 * Takes a number that no guest has had since the host's start. The folder always holds a file with the highest that was
 * given away: creating the next one is what takes it, so of two processes only one can.
 */
export function takeId(folder: string): number {
  makeFolder(folder)
  try {
    for (;;) {
      const id = highestId(folder) + 1
      if (!create(join(folder, String(id)))) continue
      // Others may have gone on meanwhile, and have removed the file that was in the way.
      const highest = highestId(folder)
      for (const other of idsIn(folder)) if (other < highest) rmSync(join(folder, String(other)), { force: true })
      if (highest === id) return id
    }
  } catch (error) {
    throw systemError(error, 'cannot number the guest', folder)
  }
}

/** The highest that was given away. */
export function highestId(folder: string): number {
  return Math.max(0, ...idsIn(folder))
}

function idsIn(folder: string): number[] {
  try {
    return readdirSync(folder).flatMap((name) => (/^[1-9]\d{0,8}$/.test(name) ? [Number(name)] : []))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}

function create(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}
