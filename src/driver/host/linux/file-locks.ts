import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Processes that hold a lock on a file, as far as this user may look into them. The kernel's list of locks names no process for
 * those that belong to an open file, as QEMU's do (/proc/locks, proc(5)); the process's own descriptors do.
 */
export function lockHolders(path: string): number[] {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => namesIn(`/proc/${pid}/fd`).some((fd) => holds(pid, fd, path)))
}

function holds(pid: number, fd: string, path: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/fd/${fd}`) === path &&
      /^lock:/m.test(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))
    )
  } catch {
    // It has been closed meanwhile.
    return false
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
