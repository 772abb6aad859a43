import { isAlive } from '../host/system.ts'
import { arrangeEndings } from './endings.ts'
import type { Guest } from './guest.ts'
import type { Lifecycle } from './lifecycle.ts'
import { resetGuest } from './reset.ts'

/** Goes on where QEMU only waits: a reboot that was asked for, and `restart` on power-off or crash. */
export function followEndings(guest: Guest): void {
  guest.events.listen({
    event: (event) => {
      if (mustRestart(guest, event)) restart(guest).catch((error) => guest.failures.push(error))
    },
    end: () => {},
  })
}

function mustRestart(guest: Guest, { event, detail }: Lifecycle): boolean {
  const { poweroff, crash } = guest.status.endings
  if (event === 'shutdown' && detail === 'guest' && guest.restartsOnce) return true
  // Of several processes that know the guest one acts: that which has started it, or any once that is gone.
  const { starter } = guest.status
  if (starter.pid !== process.pid && isAlive(starter)) return false
  return (
    (event === 'shutdown' && detail === 'guest' && poweroff === 'restart') ||
    (event === 'crashed' && crash === 'restart')
  )
}

/** The endings first: whoever waits for the guest to go on may let go of it then. */
async function restart(guest: Guest): Promise<void> {
  if (guest.restartsOnce) await arrangeEndings(guest.monitor, guest.status.endings)
  guest.restartsOnce = false
  await resetGuest(guest)
}
