import type { QmpEvent } from '../qmp/index.ts'
import { dumpMemory } from './dump.ts'
import { arrangeEndings, type Endings, waitsAtShutdown } from './endings.ts'
import type { Guest } from './guest.ts'
import { isHeld } from './hold-ending.ts'

/**
 * Goes on where QEMU only waits. Only the process that QEMU speaks to hears of it, so of several that know a guest one acts.
 */
export function followEnding(guest: Guest, event: QmpEvent): void {
  const ending = endingOf(guest, event)
  if (ending) works[ending](guest).catch((error) => guest.failures.push(error))
}

/** What is to be done about an event; nothing where QEMU does it. */
function endingOf(guest: Guest, { event, data }: QmpEvent): keyof typeof works | undefined {
  const { endings } = guest.status
  if (event === 'WATCHDOG') return data.action === 'pause' ? endings.watchdog : undefined
  if (event === 'GUEST_PANICKED')
    return endings.crash === 'destroy' || data.action === 'run' ? undefined : endings.crash
  if (event !== 'SHUTDOWN' || !data.guest || data.reason === 'guest-panic') return undefined
  if (data.reason === 'guest-reset') return waitsAtShutdown(endings) ? endings.reboot : undefined
  if (guest.restartsOnce) return 'restart'
  return waitsAtShutdown(endings) && !isHeld(guest) ? endings.poweroff : undefined
}

const works = {
  destroy: quit,
  restart,
  preserve: async () => {},
  'coredump-destroy': (guest) => dumpFirst(guest, quit),
  'coredump-restart': (guest) => dumpFirst(guest, restart),
  dump: (guest) => dumpFirst(guest, goOn),
} satisfies Record<Endings['crash'] | 'dump', (guest: Guest) => Promise<void>>

/** What comes next comes whether its memory could be written or not. */
async function dumpFirst(guest: Guest, next: (guest: Guest) => Promise<void>): Promise<void> {
  await guest.change('dump', () => dumpMemory(guest)).catch((error) => guest.failures.push(error))
  await next(guest)
}

async function goOn(guest: Guest): Promise<void> {
  await guest.change('resume', () => guest.monitor.execute('cont'))
}

/** The answer may be lost with QEMU itself. */
async function quit(guest: Guest): Promise<void> {
  await guest.monitor.execute('quit').catch(() => {})
}

/** The endings first: whoever waits for the guest to go on may let go of it then. */
async function restart(guest: Guest): Promise<void> {
  await guest.change('restart', async () => {
    if (guest.restartsOnce) {
      const { endings } = guest.status
      await arrangeEndings(guest.monitor, isHeld(guest) ? { ...endings, poweroff: 'preserve' } : endings)
    }
    guest.restartsOnce = false
    guest.state.goes = guest.state.now.state === 'crashed' ? 'crashed' : undefined
    try {
      await guest.monitor.execute('system_reset')
      await guest.monitor.execute('cont')
    } finally {
      guest.state.goes = undefined
    }
  })
}
