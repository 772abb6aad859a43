import type { Guest } from './guest.ts'

/** A guest that has switched itself off starts again; one that is paused stays so. */
export async function resetGuest(guest: Guest): Promise<void> {
  await guest.change('reset', async () => {
    await guest.connect()
    const { state } = guest.state.now
    await guest.monitor.execute('system_reset')
    if (state !== 'shutdown' && state !== 'crashed') return
    guest.state.goes = state === 'crashed' ? 'crashed' : 'booted'
    try {
      await guest.monitor.execute('cont')
    } finally {
      guest.state.goes = undefined
    }
  })
}
