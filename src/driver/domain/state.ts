import type { DomainStatus } from '../../api/index.ts'
import type { Guest } from './guest.ts'
import { statusOfRunState } from './lifecycle.ts'

/** What QEMU says now; of a guest that has ended, how it did. */
export async function stateOfGuest(guest: Guest): Promise<DomainStatus> {
  if (guest.hasEnded) return guest.ended
  guest.requireRunning('ask about')
  try {
    const { status } = await guest.monitor.execute('query-status')
    return statusOfRunState(status)
  } catch (error) {
    // The connection breaks a moment before the end is known.
    const ended = await Promise.race([guest.ended, new Promise<undefined>((done) => setTimeout(done, 1000, undefined))])
    if (ended) return ended
    throw error
  }
}
