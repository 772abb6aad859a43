import { LodgeError } from '../../base/errors.ts'
import type { Guest } from './guest.ts'

/** Milliseconds that writing a guest's memory may take: large ones lie on slow disks. */
const patience = 3_600_000

/** Writes the guest's memory to a file of its own, as an ELF core that crash(8) and gdb read. */
export async function dumpMemory(guest: Guest): Promise<void> {
  const protocol = `file:${guest.dumpPath()}`
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
