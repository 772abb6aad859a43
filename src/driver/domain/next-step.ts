import type { QmpEvent } from '../qmp/index.ts'
import type { Endings } from './endings.ts'
import type { GuestStatus } from './status.ts'

/** What is to be done with a guest that QEMU waits with. */
export type Step = Endings['crash'] | 'dump' | 'cont' | 'terminate'

/** Whether it is as if it had never stood still. */
export function startsAgain(step: Step | undefined): boolean {
  return step === 'restart' || step === 'cont'
}

type Known = Pick<GuestStatus, 'endings' | 'restartsOnce' | 'state' | 'ending'>

/** After an event that was heard; nothing where QEMU does the rest. */
export function stepAfter(
  { event, data }: Pick<QmpEvent, 'event' | 'data'>,
  { endings, restartsOnce }: Known,
): Step | undefined {
  if (event === 'WATCHDOG') return data.action === 'pause' ? endings.watchdog : undefined
  if (event === 'GUEST_PANICKED') return data.action === 'pause' ? endings.crash : undefined
  if (event !== 'SHUTDOWN' || !data.guest || data.reason === 'guest-panic') return undefined
  if (data.reason === 'guest-reset') return endings.reboot
  return restartsOnce ? 'restart' : endings.poweroff
}

/** Where it was found so: whoever was to do it has died, or nobody was there. */
export function stepFound(runState: string, { endings, restartsOnce, state, ending }: Known): Step | undefined {
  if (ending) return 'terminate'
  if (runState === 'guest-panicked') return endings.crash
  if (runState === 'watchdog') return endings.watchdog
  // It was reset so that it starts again; one that somebody has paused, or made with stopped CPUs, stays so.
  if (runState === 'prelaunch') return state.state === 'paused' ? undefined : 'cont'
  if (runState !== 'shutdown') return undefined
  if (restartsOnce) return 'restart'
  // Whether it switched itself off, or restarted itself and was to end by that, QEMU does not say.
  return endings.reboot === 'restart' || endings.reboot === endings.poweroff ? endings.poweroff : 'preserve'
}
