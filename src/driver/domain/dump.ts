import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { giveTo } from '../host/file-owners.ts'
import { letThrough, makeFolder } from '../host/files.ts'
import { ownerOf } from '../host/system.ts'
import type { Guest } from './guest.ts'

/** Milliseconds that writing a guest's memory may take: large ones lie on slow disks. */
const patience = 3_600_000

/** Writes the guest's memory to a file of its own, as an ELF core that crash(8) and gdb read. */
export async function dumpMemory(guest: Guest): Promise<void> {
  const path = guest.dumpPath()
  const protocol = `file:${path}`
  // Emulators of another user can go through the folder, and nobody but root can list it.
  using _ = lendFile(path, ownerOf(guest.emulator.identity.pid))
  const over = new AbortController()
  const done = guest.monitor.waitFor('DUMP_COMPLETED', { timeout: patience, signal: over.signal })
  done.catch(() => {})
  try {
    await guest.monitor.execute('dump-guest-memory', { paging: false, protocol, detach: true })
  } catch (error) {
    over.abort(error)
    throw error
  }
  const { error } = (await done).data
  if (error === undefined) return
  throw new LodgeError('OPERATION_FAILED', `the memory of '${guest.status.name}' was not written: ${String(error)}`)
}

/** Makes a file for a process of somebody else's to write to; it is ours again in the end, and never anybody's to read. */
function lendFile(path: string, owner: { uid: number; gid: number } | undefined): Disposable {
  const own = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 }
  const isTheirs = owner !== undefined && owner.uid !== own.uid
  makeFolder(dirname(path))
  if (isTheirs) letThrough(dirname(path))
  closeSync(openSync(path, 'wx', 0o600))
  if (isTheirs) giveTo(path, owner)
  return { [Symbol.dispose]: () => isTheirs && giveTo(path, own) }
}
