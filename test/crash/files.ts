import { createHash } from 'node:crypto'
import { type Dirent, readdirSync, rmdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Names of files; not of folders and links. */
export function filesIn(folder: string, { recursive = false } = {}): string[] {
  return entriesIn(folder, recursive).flatMap((entry) => (entry.isFile() ? [entry.name] : []))
}

export function linksIn(folder: string): string[] {
  return entriesIn(folder).flatMap((entry) => (entry.isSymbolicLink() ? [entry.name] : []))
}

export function namesIn(folder: string): string[] {
  return entriesIn(folder).map(({ name }) => name)
}

/** What was being written somewhere beneath it. */
export function temporariesIn(folder: string): string[] {
  return filesIn(folder, { recursive: true }).filter((name) => name.endsWith('.tmp'))
}

/** Control groups of guests whose folders are gone: each is named after its folder, and before that by the beginning of the path's hash. */
export function groupsWithout(guests: string): string[] {
  const there = namesIn(guests)
  return foldersIn('/sys/fs/cgroup', 3).filter((folder) => {
    const [, hash, guest = ''] = /^lodge-([0-9a-f]{8})-(.+)$/.exec(basename(folder)) ?? []
    const isOurs = createHash('sha256').update(join(guests, guest)).digest('hex').slice(0, 8) === hash
    return isOurs && !there.includes(guest)
  })
}

export function removeGroup(folder: string): void {
  for (const each of [...foldersIn(folder, 1), folder]) rmdirSync(each)
}

/** Whether it was made before that time, in milliseconds; false where it is gone. */
export function isOlder(folder: string, time: number): boolean {
  return (statSync(folder, { throwIfNoEntry: false })?.ctimeMs ?? time) < time
}

function foldersIn(folder: string, depth: number): string[] {
  const own = entriesIn(folder).flatMap((entry) => (entry.isDirectory() ? [join(folder, entry.name)] : []))
  return depth === 1 ? own : own.flatMap((each) => [each, ...foldersIn(each, depth - 1)])
}

function entriesIn(folder: string, recursive = false): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive })
  } catch {
    return []
  }
}
