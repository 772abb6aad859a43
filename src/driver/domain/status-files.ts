import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { errnoOf, FolderNames, makeFolder, systemError, writeAtomically } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'
import { type GuestStatus, type ReadStatus, readStatus } from './status.ts'

interface Known {
  /** Of the file as it was read. */
  stamp: string
  read: ReadStatus
}

/** The files of the guests that are starting or running; each is read again when it has changed. */
export class StatusFiles {
  readonly #paths: Paths
  readonly #warn: (warning: LodgeError) => void
  readonly #names: FolderNames
  #known = new Map<string, Known>()

  constructor(paths: Paths, warn: (warning: LodgeError) => void) {
    this.#paths = paths
    this.#warn = warn
    this.#names = new FolderNames(paths.statuses)
  }

  /** Those that can be read. */
  all(): GuestStatus[] {
    const before = this.#known
    this.#known = new Map()
    return namesIn(this.#paths.statuses).flatMap((name) => {
      const read = this.#read(join(this.#paths.statuses, name), before)
      return read && 'status' in read ? [read.status] : []
    })
  }

  /** Of one guest; read no more than its name where there is none. */
  named(name: string): ReadStatus {
    return this.#names.has(this.#paths.statusName(name)) ? this.#read(this.#paths.status(name), this.#known) : undefined
  }

  /** What stands there at this moment. */
  reread(name: string): ReadStatus {
    return readStatus(this.#paths.status(name))
  }

  write(status: GuestStatus): void {
    writeAtomically(this.#paths.status(status.name), JSON.stringify(status))
  }

  /** Of two processes only one can; false where there is one already. */
  create(status: GuestStatus): boolean {
    makeFolder(this.#paths.statuses)
    this.#names.forget()
    const path = this.#paths.status(status.name)
    try {
      writeFileSync(path, JSON.stringify(status), { flag: 'wx', mode: 0o600 })
      return true
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false
      throw systemError(error, `cannot write ${path}`, path)
    }
  }

  remove(name: string): void {
    rmSync(this.#paths.status(name), { force: true })
  }

  #read(path: string, before: ReadonlyMap<string, Known>): ReadStatus {
    const stamp = stampOf(path)
    if (stamp === undefined) return undefined
    const known = before.get(path)
    const read = known?.stamp === stamp ? known.read : readStatus(path)
    this.#known.set(path, { stamp, read })
    if (read && 'newer' in read && known?.stamp !== stamp) this.#warn(writtenByNewer(path, read.newer))
    return read
  }
}

export function writtenByNewer(path: string, format: number): LodgeError {
  return new LodgeError('OPERATION_FAILED', `${path} is of a newer Lodge: its format ${format} is not known here`, {
    where: path,
    hint: 'its guest is left alone; run the newer Lodge to see it',
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return []
  }
}

function stampOf(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat && `${stat.ino} ${stat.size} ${stat.mtimeNs}`
}
