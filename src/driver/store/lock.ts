import { linkSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { LodgeError } from '../../base/errors.ts'
import { errnoOf, makeFolder, readIfThere, systemError } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'
import { identify, isAlive, type ProcessIdentity } from '../host/system.ts'

interface Holder {
  process: ProcessIdentity
  /** Until it ends, not for one change alone. */
  stays: boolean
}

/** Milliseconds that others' changes are waited for. */
const patience = 5_000

let files = 0

/** Takes the right to change what is defined. Who dies with it has lost it: the file names a process, and that is asked for. */
export async function lockDefinitions(paths: Paths, { stays }: { stays: boolean }): Promise<Disposable> {
  const own = identify(process.pid)
  if (!own) throw new LodgeError('INTERNAL_ERROR', 'this process cannot find itself')
  makeFolder(paths.run)
  const mine = `${paths.lock}.${process.pid}.${files++}`
  try {
    // Written before it is linked to its name: nobody reads half of it.
    writeFileSync(mine, JSON.stringify({ process: own, stays } satisfies Holder), { mode: 0o600 })
    for (const deadline = Date.now() + patience; ; ) {
      if (take(mine, paths.lock)) {
        if (stays) removeLeftovers(paths.lock)
        return { [Symbol.dispose]: () => rmSync(paths.lock, { force: true }) }
      }
      const holder = readHolder(paths.lock)
      if (holder && isAlive(holder.process)) {
        if (holder.stays || Date.now() > deadline) throw heldBy(holder, paths)
        await after(5)
      } else putAway(paths.lock, mine)
    }
  } catch (error) {
    throw error instanceof LodgeError ? error : systemError(error, `cannot lock ${paths.lock}`, paths.lock)
  } finally {
    rmSync(mine, { force: true })
  }
}

function take(mine: string, lock: string): boolean {
  try {
    linkSync(mine, lock)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Takes a dead process's lock away; where another has just taken it, that one gets it back. */
function putAway(lock: string, mine: string): void {
  const aside = `${mine}.dead`
  try {
    renameSync(lock, aside)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return
    throw error
  }
  const holder = readHolder(aside)
  if (holder && isAlive(holder.process)) take(aside, lock)
  rmSync(aside, { force: true })
}

/** What processes have left that died while they asked for it. */
function removeLeftovers(lock: string): void {
  const folder = dirname(lock)
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return
  }
  for (const name of names) {
    const pid = name.startsWith(`${basename(lock)}.`) ? Number(name.split('.')[2]) : Number.NaN
    if (Number.isInteger(pid) && !identify(pid)) rmSync(join(folder, name), { force: true })
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readIfThere(path, 4096) ?? 'null') as Holder | null
    return Number.isInteger(holder?.process?.pid) ? (holder ?? undefined) : undefined
  } catch {
    return undefined
  }
}

function heldBy({ process: { pid }, stays }: Holder, { config }: Paths): LodgeError {
  return new LodgeError('OPERATION_INVALID', `process ${pid} keeps the definitions in ${config}`, {
    where: config,
    hint: stays ? 'a daemon serves this folder: ask it, or stop it first' : 'try again when it is done',
    data: { pid },
  })
}
