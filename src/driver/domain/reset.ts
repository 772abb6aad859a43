import type { Guest } from './guest.ts'

/** A guest that has switched itself off starts again. */
export async function resetGuest(guest: Guest): Promise<void> {
  guest.requireRunning('reset')
  const { status } = await guest.monitor.execute('query-status')
  await guest.monitor.execute('system_reset')
  if (status === 'shutdown' || status === 'guest-panicked') await guest.monitor.execute('cont')
}
