import { type BigIntStats, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { createAtomically, errnoOf, makeFolder, systemError, writeAtomically } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'
import { type GuestStatus, type ReadStatus, readStatus } from './status.ts'

interface Known {
  /** Of the file as it was read. */
  stamp: string
  read: ReadStatus
}

/** Milliseconds after which a change shows in a folder's time; clocks of file systems go in ticks of up to ten. */
const tick = 20

/** The files of the guests that are starting or running; each is read again when it has changed. */
export class StatusFiles {
  readonly #paths: Paths
  readonly #warn: (warning: LodgeError) => void
  #known = new Map<string, Known>()
  /** Of the folder as it was read. Files come and go by their names, so that the folder's time tells of each change. */
  #stamp: string | undefined
  /** In this turn of the event loop: thousands of questions in a row cost one look. */
  #looked = false

  constructor(paths: Paths, warn: (warning: LodgeError) => void) {
    this.#paths = paths
    this.#warn = warn
  }

  /** Those that can be read. */
  all(): GuestStatus[] {
    this.#refresh()
    return [...this.#known.values()].flatMap(({ read }) => (read && 'status' in read ? [read.status] : []))
  }

  /** Of one guest. */
  named(name: string): ReadStatus {
    if (!this.#looked) {
      this.#refresh()
      this.#looked = true
      setImmediate(() => this.#forget())
    }
    return this.#known.size === 0 ? undefined : this.#known.get(this.#paths.status(name))?.read
  }

  /** What stands there at this moment. */
  reread(name: string): ReadStatus {
    return readStatus(this.#paths.status(name))
  }

  write(status: GuestStatus): void {
    this.#forget()
    writeAtomically(this.#paths.status(status.name), JSON.stringify(status))
  }

  /** Of two processes only one can; false where there is one already. */
  create(status: GuestStatus): boolean {
    makeFolder(this.#paths.statuses)
    this.#forget()
    return createAtomically(this.#paths.status(status.name), JSON.stringify(status))
  }

  remove(name: string): void {
    this.#forget()
    rmSync(this.#paths.status(name), { force: true })
  }

  #forget(): void {
    this.#looked = false
  }

  #refresh(): void {
    const folder = this.#paths.statuses
    const now = Date.now()
    const stat = statSync(folder, { bigint: true, throwIfNoEntry: false })
    const stamp = stat && stampOf(stat)
    if (stamp !== undefined && stamp === this.#stamp) return
    // What changes within the tick in which it was read would not show.
    const isSettled = stat && now - Number(stat.mtimeMs) > tick
    this.#stamp = undefined
    const before = this.#known
    const found = new Map<string, Known>()
    for (const name of stat ? namesIn(folder) : []) {
      const known = this.#read(join(folder, name), before)
      if (known) found.set(join(folder, name), known)
    }
    this.#known = found
    this.#stamp = isSettled ? stamp : undefined
  }

  #read(path: string, before: ReadonlyMap<string, Known>): Known | undefined {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
    if (!stat) return undefined
    const stamp = stampOf(stat)
    const known = before.get(path)
    const read = known?.stamp === stamp ? known.read : readStatus(path)
    if (read && 'newer' in read && known?.stamp !== stamp) this.#warn(writtenByNewer(path, read.newer))
    return { stamp, read }
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
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw systemError(error, `cannot read ${folder}`, folder)
  }
}

function stampOf({ ino, size, mtimeNs }: BigIntStats): string {
  return `${ino} ${size} ${mtimeNs}`
}
