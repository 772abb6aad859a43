import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { giveTo } from '../host/file-owners.ts'
import { letThrough, makeFolder } from '../host/files.ts'
import { ownerOf } from '../host/system.ts'
import type { Guest } from './guest.ts'

/** Milliseconds that writing a guest's memory may take: large ones lie on slow disks. */
const patience = 3_600_000

/** Milliseconds between two looks: that it is written may be said while the connection to QEMU is broken. */
const look = 10_000

/** Writes the guest's memory to a file of its own, as an ELF core that crash(8) and gdb read. */
export async function dumpMemory(guest: Guest): Promise<void> {
  using _job = asJob(guest)
  // What a process has begun that has died since goes on in QEMU.
  const { status } = await guest.monitor.execute('query-dump')
  if (status === 'active') return written(guest)
  const path = guest.dumpPath()
  // Emulators of another user can go through the folder, and nobody but root can list it.
  using _file = lendFile(path, ownerOf(guest.emulator.identity.pid))
  await guest.monitor.execute('dump-guest-memory', { paging: false, protocol: `file:${path}`, detach: true })
  await written(guest)
}

async function written(guest: Guest): Promise<void> {
  let error: unknown = 'QEMU does not say why'
  for (const latest = Date.now() + patience; Date.now() < latest; ) {
    const over = new AbortController()
    const wait = guest.monitor.waitFor('DUMP_COMPLETED', { timeout: look, signal: over.signal })
    const said = wait.then(
      ({ data }) => {
        error = data.error
      },
      () => {},
    )
    try {
      const { status } = await guest.monitor.execute('query-dump')
      if (status === 'completed') return
      if (status !== 'active') break
      await said
    } finally {
      over.abort()
    }
  }
  throw new LodgeError('OPERATION_FAILED', `the memory of '${guest.status.name}' was not written: ${String(error)}`)
}

/** It is known that this is going on. */
function asJob(guest: Guest): Disposable {
  guest.jobSince = Date.now()
  return {
    [Symbol.dispose]: () => {
      guest.jobSince = undefined
    },
  }
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
