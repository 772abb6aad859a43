import { LodgeError } from '../../base/errors.ts'
import type { Guest } from './guest.ts'

/** One that is paused already stays so. */
export async function pauseGuest(guest: Guest): Promise<void> {
  await guest.change('pause', async () => {
    await guest.connect()
    const { state } = guest.state.now
    if (state === 'paused') return
    if (state === 'pmsuspended') {
      throw new LodgeError('OPERATION_INVALID', `cannot pause '${guest.status.name}': the guest has suspended itself`)
    }
    guest.state.stops = 'user'
    try {
      await guest.monitor.execute('stop')
    } finally {
      guest.state.stops = undefined
    }
  })
}
