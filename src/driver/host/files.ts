import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { LodgeError } from '../../base/errors.ts'

/** Nothing can be opened just now, which says nothing of what was to be: it must not be taken for gone. */
export function isShortage(error: unknown): boolean {
  const cause = error instanceof LodgeError ? error.cause : error
  return ['EMFILE', 'ENFILE', 'ENOMEM'].includes(errnoOf(cause) ?? '')
}

export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** Makes a folder of our own, and those above it that are missing. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw systemError(error, `cannot make the folder ${path}`, path)
  }
}

/** Others may pass through a folder of our own to what is theirs; what else is in it they can neither list nor open. */
export function letThrough(folder: string): void {
  const { uid, mode } = statSync(folder)
  if ((mode & 0o777) === 0o700 && uid === process.geteuid?.()) chmodSync(folder, 0o711)
}

/** Writes a file so that whoever reads it sees the old text or the new one, never a part. It need not outlive a power cut. */
export function writeAtomically(path: string, data: string | Uint8Array): void {
  const { file, temporary } = openTemporary(path)
  try {
    try {
      writeAll(file, data)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    removeQuietly(temporary)
    throw systemError(error, `cannot write ${path}`, path)
  }
}

/** Writes a file that is not there yet, whole or not at all; false where there is one. */
export function createAtomically(path: string, data: string): boolean {
  const { file, temporary } = openTemporary(path)
  try {
    try {
      writeAll(file, data)
    } finally {
      closeSync(file)
    }
    linkSync(temporary, path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw systemError(error, `cannot write ${path}`, path)
  } finally {
    removeQuietly(temporary)
  }
}

/** Clearing away, after a failure that is told of: where that fails too, it is for the same reason. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
  }
}

/** Removes a folder with all that is in it. An empty one goes though nothing can be opened any more. */
export function removeFolder(path: string): void {
  try {
    rmdirSync(path)
  } catch {
    // A program that is being killed may have had time to make one more file in it.
    rmSync(path, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A new file beside the one that it is to become. */
export function openTemporary(path: string): { file: number; temporary: string } {
  for (;;) {
    const temporary = `${path}.${process.pid}.${(temporaries++).toString(36)}.tmp`
    try {
      return { file: openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600), temporary }
    } catch (error) {
      // A process that died had the same number: in a container every daemon has.
      if (errnoOf(error) !== 'EEXIST') throw systemError(error, `cannot write ${path}`, path)
    }
  }
}

let temporaries = 0

export function writeAll(file: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

/** A file's text; undefined where there is none. Refuses what is larger than it can honestly be. */
export function readIfThere(path: string, limit: number): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) return undefined
    if (found.size > limit)
      throw new LodgeError('SYSTEM_ERROR', `${path} is larger than ${limit} bytes`, { where: path })
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error instanceof LodgeError ? error : systemError(error, `cannot read ${path}`, path)
  }
}

export function systemError(error: unknown, what: string, where: string): LodgeError {
  const reasons: Record<string, [reason: string, hint?: string]> = {
    ENOSPC: ['no space is left', 'make room on its file system'],
    EDQUOT: ['the disk quota is used up', 'make room, or raise the quota'],
    EIO: ['the disk fails', "the kernel's log says more: dmesg"],
    EROFS: ['the file system is read-only', 'choose another folder, or mount it for writing'],
    EACCES: ['permission denied', describeWay(where)],
    EPERM: ['not permitted', describeWay(where)],
    EEXIST: ['there is a file of that name'],
    ENOENT: ['no such file or folder'],
    ENAMETOOLONG: ['the name is too long'],
    EMFILE: ['too many open files in this process', 'raise the limit: ulimit -n'],
    ENFILE: ['too many open files on this host', 'raise the limit: sysctl fs.file-max'],
  }
  const code = errnoOf(error) ?? ''
  const [reason, hint] = reasons[code] ?? [error instanceof Error ? error.message : String(error)]
  return new LodgeError('SYSTEM_ERROR', `${what}: ${reason}`, { where, hint, cause: error, data: { errno: code } })
}

/** Owner and mode of each folder on the way to a file, for "permission denied". */
export function describeWay(path: string): string {
  const steps: string[] = []
  for (let at = path; ; at = dirname(at)) {
    steps.unshift(at)
    if (at === dirname(at)) break
  }
  return steps.map(describeStep).join(', ')
}

function describeStep(path: string): string {
  try {
    const { uid, gid, mode } = lstatSync(path)
    return `${path} is ${uid}:${gid} ${(mode & 0o7777).toString(8).padStart(4, '0')}`
  } catch (error) {
    return `${path}: ${errnoOf(error) === 'ENOENT' ? 'not there' : 'cannot be looked at'}`
  }
}

/** The names in a folder, read at most once in each turn of the event loop: thousands of questions in a row cost one look. */
export class FolderNames {
  readonly #path: string
  readonly #isOurs: () => boolean
  #names: Set<string> | undefined

  /** While nobody else changes the folder its names stay known until `forget`. */
  constructor(path: string, isOurs = () => false) {
    this.#path = path
    this.#isOurs = isOurs
  }

  has(name: string): boolean {
    if (!this.#names) {
      this.#names = new Set(namesIn(this.#path))
      if (!this.#isOurs()) setImmediate(() => this.forget())
    }
    return this.#names.has(name)
  }

  /** After a change of one's own. */
  forget(): void {
    this.#names = undefined
  }
}

/** The names in a folder; none where there is no such folder. */
export function namesIn(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw systemError(error, `cannot read ${path}`, path)
  }
}

/** What a process that isn't trusted has written: a file of its own, and no way to anything else. */
export function readForeign(path: string, limit: number): Uint8Array {
  const file = openForeign(path)
  try {
    const status = fstatSync(file)
    if (!status.isFile() || status.nlink > 1) {
      throw new LodgeError('SYSTEM_ERROR', `${path} is not what was to be written there`, { where: path })
    }
    if (status.size > limit) {
      throw new LodgeError('SYSTEM_ERROR', `${path} is larger than ${limit} bytes`, { where: path })
    }
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

function openForeign(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    throw systemError(error, `cannot read ${path}`, path)
  }
}
