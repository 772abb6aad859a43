import type { Monitor } from '../qmp/index.ts'

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

/** Whether QEMU is told to wait where the guest switches itself off: it can't tell that from a reboot that ends it. */
export function waitsAtShutdown({ poweroff, reboot }: Endings): boolean {
  return poweroff !== 'destroy' || reboot === 'preserve'
}

/**
 * Has QEMU itself do what needs nobody else, so that a guest ends properly though nobody of us watches it. What is to be
 * restarted is only stopped by QEMU; `followEnding` goes on from there.
 */
export async function arrangeEndings(monitor: Monitor, endings: Endings): Promise<void> {
  try {
    await monitor.execute('set-action', {
      shutdown: waitsAtShutdown(endings) ? 'pause' : 'poweroff',
      reboot: endings.reboot === 'restart' ? 'reset' : 'shutdown',
      panic: endings.crash === 'destroy' ? 'shutdown' : 'pause',
    })
  } catch {
    // QEMU before 6.0 does not know this; such a guest then waits, stopped, for whoever finds it.
  }
}
