import type { Guest } from './guest.ts'

/** Milliseconds in which an emulator that has merely ended is known to have. */
export const endIsKnown = 1000

/** The connection to QEMU broke. Where it was not its end that broke it, that is told: it may run on, and do what nobody sees. */
export function loseControl(guest: Pick<Guest, 'state' | 'events'>): void {
  const wasSeen = guest.state.now.age === undefined
  guest.state.loseSight()
  // Attempts to make it anew break too.
  if (!wasSeen) return
  const tell = (): void => guest.events.push({ event: 'control-error', time: Date.now() })
  const timer = setTimeout(tell, endIsKnown).unref()
  guest.events.listen({
    event: ({ event }) => event === 'stopped' && clearTimeout(timer),
    end: () => clearTimeout(timer),
  })
}
