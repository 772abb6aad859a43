import type { Guest } from './guest.ts'

export async function pauseGuest(guest: Guest): Promise<void> {
  guest.requireRunning('pause')
  await guest.monitor.execute('stop')
}
