import { setTimeout as sleep } from 'node:timers/promises'
import type { Pty } from '../host/pty.ts'
import { tellEndings } from './endings.ts'
import type { Guest } from './guest.ts'

/** How long nothing must come, and how long a reader who is slow is waited for; milliseconds. */
const quiet = 20
const patience = 2000

/** Milliseconds that QEMU has to hear that nobody waits for its last words. */
const farewell = 300

/**
 * The kernel throws away what a pseudo-terminal still holds when the emulator's end of it closes. So while a console is open
 * here, a guest that is to end is only stopped by QEMU; what it said last is read, and then QEMU ends.
 */
export async function holdEnding(guest: Guest, console: Pty): Promise<void> {
  guest.consoles.add(console)
  console.once('close', () => {
    guest.consoles.delete(console)
    if (guest.consoles.size > 0 || guest.events.ended) return
    // The other end is gone, and QEMU with it: what is written to it then would cost what it said last.
    if (!console.readableEnded) void tellEndings(guest)
  })
  await tellEndings(guest)
}

/** Nobody is here any more to read what it says last; a QEMU that hangs keeps nobody here. */
export async function letGoOfConsoles(guest: Guest): Promise<void> {
  if (guest.consoles.size === 0 || !guest.monitor.isConnected) return
  guest.consoles.clear()
  await Promise.race([tellEndings(guest), sleep(farewell, undefined, { ref: false })])
}

/** Until nothing has come for a moment and all that came has been taken. */
export async function readOut(console: Pty): Promise<void> {
  const latest = Date.now() + patience
  for (let before = -1; Date.now() < latest && !console.destroyed; ) {
    console.catchUp()
    const now = console.bytesReceived
    if (now === before && console.readableLength === 0) return
    before = now
    await sleep(quiet)
  }
}
