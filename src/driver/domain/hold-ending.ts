import type { Pty } from '../host/pty.ts'
import { arrangeEndings } from './endings.ts'
import type { Guest } from './guest.ts'

/** How long nothing must come, and how long a reader who is slow is waited for; milliseconds. */
const quiet = 20
const patience = 2000

const held = new WeakMap<Guest, Set<Pty>>()

/**
 * The kernel throws away what a pseudo-terminal still holds when the emulator's end of it closes. So while a console is open
 * here, a guest that switches itself off is only stopped by QEMU; what it said last is read, and then QEMU ends.
 */
export async function holdEnding(guest: Guest, console: Pty): Promise<void> {
  const { endings } = guest.status
  if (endings.poweroff !== 'destroy') return
  const consoles = held.get(guest) ?? new Set()
  held.set(guest, consoles.add(console))
  const forget = consoles.size > 1 ? () => {} : followPowerOff(guest, consoles)
  console.once('close', () => {
    consoles.delete(console)
    if (consoles.size > 0 || guest.events.ended) return
    forget()
    // The other end is gone, and QEMU with it: what is written to it then would cost what it said last.
    if (console.readableEnded) return
    arrangeEndings(guest.monitor, endings).catch((error) => guest.failures.push(error))
  })
  await arrangeEndings(guest.monitor, { ...endings, poweroff: 'preserve' })
}

/** Whether a console of it is open: then what it says last is read before QEMU is told to end. */
export function isHeld(guest: Guest): boolean {
  return (held.get(guest)?.size ?? 0) > 0
}

function followPowerOff(guest: Guest, consoles: ReadonlySet<Pty>): () => void {
  let ending = false
  const end = async (): Promise<void> => {
    await Promise.all([...consoles].map(readOut))
    await guest.monitor.execute('quit')
  }
  return guest.events.listen({
    event: (happening) => {
      if (ending || happening.event !== 'shutdown' || happening.detail !== 'guest' || guest.restartsOnce) return
      ending = true
      // The answer to `quit` may be lost with QEMU itself.
      end().catch(() => {})
    },
    end: () => {},
  })
}

/** Until nothing has come for a moment and all that came has been taken. */
async function readOut(console: Pty): Promise<void> {
  const latest = Date.now() + patience
  for (let before = -1; Date.now() < latest && !console.destroyed; ) {
    console.catchUp()
    const now = console.bytesReceived
    if (now === before && console.readableLength === 0) return
    before = now
    await new Promise((resolve) => setTimeout(resolve, quiet))
  }
}
