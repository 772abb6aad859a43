import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../host/system.ts'
import type { GuestRegistry } from './registry.ts'
import { type GuestStatus, takeEnd } from './status.ts'

/** Milliseconds between two looks, and in which a process that does not hang has cleared away. */
const look = 5
const patience = 2000

/** Whether another process hears it: that one says how it ended, and clears away after it. */
export function hasOtherWatcher({ watcher }: Pick<GuestStatus, 'watcher'>): boolean {
  return watcher !== undefined && watcher.pid !== process.pid && isAlive(watcher)
}

/** A guest has ended that was heard here or somewhere else: takes over what is written of that, until it is complete. */
export async function heedWatcher(
  status: GuestStatus,
  { registry, hears }: { registry: GuestRegistry; hears: boolean },
): Promise<void> {
  for (const latest = Date.now() + patience; Date.now() < latest; await sleep(look)) {
    const written = registry.latest(status)
    takeEnd(status, written)
    const isHeard = written?.watcher && (hears ? hasOtherWatcher(written) : isAlive(written.watcher))
    if (!isHeard) return
  }
}
