import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { LodgeError, messageOf } from '../../../base/errors.ts'
import { Cgroup } from './cgroup.ts'

/** Where systemd is, all groups are its: it is asked for one, and takes it away when the last process in it has ended. */
export function hasScopes(): boolean {
  return existsSync('/run/systemd/system')
}

const manager = ['org.freedesktop.systemd1', '/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager']

/** Has a process put into a scope of its own, with the right to divide it further. */
export async function enterScope(guest: string, pid: number): Promise<Cgroup | undefined> {
  const unit = `lodge-${guest.replace(/[^\w:.-]/g, '_')}.scope`
  const properties = [
    ...['PIDs', 'au', '1', String(pid)],
    ...['Slice', 's', 'machine.slice'],
    ...['Delegate', 'b', 'true'],
    ...['Description', 's', 'A guest of Lodge'],
  ]
  const call = ['call', ...manager, 'StartTransientUnit', 'ssa(sv)a(sa(sv))', unit, 'fail', '4', ...properties, '0']
  try {
    await promisify(execFile)('busctl', call, { timeout: 10_000 })
  } catch (error) {
    throw new LodgeError('OPERATION_FAILED', `systemd did not make ${unit}: ${messageOf(error)}`, { where: unit })
  }
  // The answer comes when the job is queued, a moment before the process is moved.
  for (let tries = 0; tries < 100; tries++) {
    const group = Cgroup.of(pid)
    if (group) return group
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return undefined
}
