import type { Monitor } from '../qmp/index.ts'

/** What is done when a guest ends by itself: `<on_poweroff>`, `<on_reboot>`, `<on_crash>`. */
export interface Endings {
  poweroff: Ending
  reboot: Ending
  crash: Ending
}

export type Ending = 'destroy' | 'restart' | 'preserve'

/** The words of the XML; dumping the memory of a crashed guest is not done, what follows is. */
export function endingsOf(domain: { on_poweroff?: string; on_reboot?: string; on_crash?: string }): Endings {
  const read = (word: string | undefined, otherwise: Ending): Ending => {
    if (word?.endsWith('restart')) return 'restart'
    if (word?.endsWith('destroy')) return 'destroy'
    return word === 'preserve' ? 'preserve' : otherwise
  }
  return {
    poweroff: read(domain.on_poweroff, 'destroy'),
    reboot: read(domain.on_reboot, 'restart'),
    crash: read(domain.on_crash, 'destroy'),
  }
}

/**
 * Has QEMU itself do what needs nobody else, so that a guest ends properly though nobody of us watches it. What is to be
 * restarted is only stopped by QEMU; `followEndings` goes on from there.
 */
export async function arrangeEndings(monitor: Monitor, { poweroff, reboot, crash }: Endings): Promise<void> {
  try {
    await monitor.execute('set-action', {
      shutdown: poweroff === 'destroy' ? 'poweroff' : 'pause',
      reboot: reboot === 'restart' ? 'reset' : 'shutdown',
      panic: crash === 'destroy' ? 'shutdown' : 'pause',
    })
  } catch {
    // QEMU before 6.0 does not know this; such a guest then waits, stopped, for whoever finds it.
  }
}
