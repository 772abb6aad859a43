import type { Monitor } from '../qmp/index.ts'
import type { Guest } from './guest.ts'

/** What is done when a guest ends by itself: `<on_poweroff>`, `<on_reboot>`, `<on_crash>`. */
export interface Endings {
  poweroff: Ending
  reboot: Ending
  crash: Ending | 'coredump-destroy' | 'coredump-restart'
  /** QEMU stops a guest whose watchdog bites; its memory is then written to a file, and it goes on. */
  watchdog?: 'dump'
}

export type Ending = 'destroy' | 'restart' | 'preserve'

interface Described {
  on_poweroff?: string
  on_reboot?: string
  on_crash?: string
  devices: { watchdog: readonly { action?: string }[] }
}

/** The words of the XML. All watchdogs of a guest act alike. */
export function endingsOf(domain: Described): Endings {
  return {
    ...(domain.devices.watchdog[0]?.action === 'dump' && { watchdog: 'dump' }),
    poweroff: read(domain.on_poweroff, 'destroy'),
    reboot: read(domain.on_reboot, 'restart'),
    crash: isDump(domain.on_crash) ? domain.on_crash : read(domain.on_crash, 'destroy'),
  }
}

function read(word: string | undefined, otherwise: Ending): Ending {
  return word === 'destroy' || word === 'restart' || word === 'preserve' ? word : otherwise
}

function isDump(word: string | undefined): word is 'coredump-destroy' | 'coredump-restart' {
  return word === 'coredump-destroy' || word === 'coredump-restart'
}

/**
 * Has QEMU itself do what needs nobody else, so that a guest ends properly though nobody of us watches it. What is to be
 * restarted is only stopped by QEMU; `follow-endings.ts` goes on from there.
 */
export async function arrangeEndings(monitor: Monitor, endings: Endings, { waits = false } = {}): Promise<void> {
  try {
    await monitor.execute('set-action', {
      // It can't tell a guest that switches itself off from one whose restart is its end.
      shutdown: waits || endings.poweroff !== 'destroy' || endings.reboot === 'preserve' ? 'pause' : 'poweroff',
      reboot: endings.reboot === 'restart' ? 'reset' : 'shutdown',
      panic: endings.crash === 'destroy' ? 'shutdown' : 'pause',
    })
  } catch {
    // QEMU before 6.0 does not know this; such a guest then waits, stopped, for whoever hears of it or finds it.
  }
}

/** Tells QEMU what is to come as things are now, whatever it was told before. */
export function tellEndings({ monitor, status, consoles }: Guest): Promise<void> {
  return arrangeEndings(monitor, status.endings, { waits: status.restartsOnce || consoles.size > 0 })
}

/** Whether the next power-off is half a reboot. Written before QEMU is told, for whoever finds the guest later. */
export async function expectRestart(guest: Guest, expected: boolean): Promise<void> {
  if ((guest.status.restartsOnce ?? false) === expected) return
  guest.save({ restartsOnce: expected || undefined })
  await tellEndings(guest)
}
