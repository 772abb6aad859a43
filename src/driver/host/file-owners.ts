import {
  chownSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  type Stats,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { errnoOf, makeFolder, readIfThere, systemError, writeAtomically } from './files.ts'

/** Who had a file before a guest was given it, and the guests that have it. */
interface Loan {
  path: string
  device: number
  inode: number
  /** Before, and while it is lent. */
  owner: Owner
  borrower: Owner
  /** Runs of guests, by UUID and number. */
  holders: string[]
}

export interface Owner {
  uid: number
  gid: number
}

const largestLoan = 1 << 20

/** A file that is opened without any right to what is in it, so that opening does nothing (open(2), O_PATH). */
const pathOnly = 0o10000000

/**
 * Files that belong to the emulator's user while guests run. Who had them is written down before they change hands, so that
 * they come back though the process that lent them has died.
 */
export class FileOwners {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Gives a file to a user for as long as the holder has it; undefined where it is that user's own. Settles once what is
   * known of it would outlive a power cut.
   */
  lend(path: string, borrower: Owner, holder: string): { key: string; durable: Promise<void> } | undefined {
    makeFolder(this.#folder)
    const real = realPath(path)
    using file = openExactly(real)
    const { dev, ino, uid, gid } = fstatSync(file.fd)
    const key = `${dev.toString(36)}-${ino.toString(36)}`
    // Of a file that is not the borrower's any more, what was written down tells of earlier times.
    const written = this.#read(key)
    const known = written && isSame(written.borrower, { uid, gid }) ? written : undefined
    if (!known && isSame({ uid, gid }, borrower)) return undefined
    if (known && !isSame(known.borrower, borrower)) {
      throw new LodgeError('OPERATION_INVALID', `${path} belongs to another user's guest while that runs`, {
        where: path,
        hint: 'let both guests run as one user (<seclabel model="dac">), or give each an image of its own',
      })
    }
    const loan: Loan = {
      ...{ path: real, device: dev, inode: ino, borrower },
      owner: known?.owner ?? { uid, gid },
      holders: [...new Set([...(known?.holders ?? []), holder])],
    }
    writeAtomically(this.#file(key), JSON.stringify(loan))
    if (!known) change(file.fd, real, borrower)
    return { key, durable: this.#settle(key) }
  }

  /** Gives back what nobody else has. A file that has got another owner or inode meanwhile stays as it is. */
  giveBack(key: string, holder: string): void {
    const loan = this.#read(key)
    if (!loan) return
    const holders = loan.holders.filter((each) => each !== holder)
    if (holders.length > 0) {
      writeAtomically(this.#file(key), JSON.stringify({ ...loan, holders }))
      return
    }
    try {
      using file = openExactly(loan.path)
      const { dev, ino, uid, gid } = fstatSync(file.fd)
      const same = dev === loan.device && ino === loan.inode
      if (same && isSame({ uid, gid }, loan.borrower)) change(file.fd, loan.path, loan.owner)
    } catch {
      // Gone, moved, or on a file system that is: nobody can give it back any more.
    }
    rmSync(this.#file(key), { force: true })
  }

  /** Gives back what those have had that are gone, and of whom nobody has told: the host was switched off. */
  sweep(holders: ReadonlySet<string>): void {
    for (const key of this.#keys()) {
      for (const holder of this.#read(key)?.holders ?? []) if (!holders.has(holder)) this.giveBack(key, holder)
    }
  }

  async #settle(key: string): Promise<void> {
    for (const path of [this.#file(key), this.#folder]) {
      const file = await open(path, 'r').catch(() => undefined)
      // Where it has been given back by now there is nothing to keep.
      await file?.sync().finally(() => file.close())
    }
  }

  #file(key: string): string {
    return join(this.#folder, `${key}.json`)
  }

  #keys(): string[] {
    try {
      return readdirSync(this.#folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    } catch {
      return []
    }
  }

  #read(key: string): Loan | undefined {
    // Statuses name them: none leads to another folder.
    if (!/^[\da-z]+-[\da-z]+$/.test(key)) return undefined
    try {
      const loan = JSON.parse(readIfThere(this.#file(key), largestLoan) ?? 'null') as Loan | null
      return loan && Array.isArray(loan.holders) && loan.owner && loan.borrower ? loan : undefined
    } catch {
      return undefined
    }
  }
}

function isSame(one: Owner, other: Owner): boolean {
  return one.uid === other.uid && one.gid === other.gid
}

/** For the user's own files, which stay that user's. */
export function giveTo(path: string, owner: Owner): void {
  using file = openExactly(path)
  change(file.fd, path, owner)
}

/** A socket of ours that another user is to connect to. */
export function giveSocketTo(path: string, owner: Owner): void {
  using file = openExactly(path, (stats) => stats.isSocket())
  change(file.fd, path, owner)
}

/** By its number, so that what is changed is what was looked at. */
function change(fd: number, path: string, { uid, gid }: Owner): void {
  try {
    chownSync(`/proc/self/fd/${fd}`, uid, gid)
  } catch (error) {
    throw systemError(error, `cannot give ${path} to the user ${uid}:${gid}`, path)
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    throw systemError(error, `cannot find ${path}`, path)
  }
}

/** No link is followed, at the path's end or on the way: whoever can put one there must not get somebody else's file. */
function openExactly(path: string, isKind = isFileOrFolder): { fd: number } & Disposable {
  let fd: number
  try {
    fd = openSync(path, pathOnly | constants.O_NOFOLLOW)
  } catch (error) {
    throw systemError(error, `cannot open ${path}`, path)
  }
  const stats = fstatSync(fd)
  if (isKind(stats) && linkOf(fd) === path) return { fd, [Symbol.dispose]: () => closeSync(fd) }
  closeSync(fd)
  throw new LodgeError('SYSTEM_ERROR', `${path} is not what it was a moment ago, or no file`, { where: path })
}

function isFileOrFolder(stats: Stats): boolean {
  return !stats.isSymbolicLink() && !stats.isFIFO() && !stats.isSocket()
}

function linkOf(fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}
