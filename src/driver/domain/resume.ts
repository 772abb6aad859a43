import { LodgeError } from '../../base/errors.ts'
import type { Guest } from './guest.ts'

export async function resumeGuest(guest: Guest): Promise<void> {
  guest.requireRunning('resume')
  const { status } = await guest.monitor.execute('query-status')
  if (status === 'shutdown' || status === 'guest-panicked') {
    throw new LodgeError('OPERATION_INVALID', `the guest '${guest.status.name}' has switched itself off (${status})`, {
      hint: 'reset it, or destroy it',
    })
  }
  await guest.monitor.execute('cont')
}
