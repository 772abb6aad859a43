import { existsSync, writeFileSync } from 'node:fs'
import type { DomainStatus } from '../../api/index.ts'
import { identify } from '../host/system.ts'
import { unknownEnd } from './adopted-emulator.ts'
import type { GuestStatus } from './status.ts'

/** How a guest ended. What it has left behind is still there; `how` its emulator did is known to its parent only. */
export function endStatus(status: GuestStatus, how = unknownEnd): DomainStatus {
  const { state, ending } = status
  if (ending) return { state: 'shutoff', reason: ending }
  if (state.state === 'crashed') return { state: 'crashed', reason: 'panicked' }
  if (state.state === 'shutdown') return { state: 'shutoff', reason: 'shutdown' }
  const reason = how === unknownEnd ? unseenEnd(status) : 'crashed'
  return reason === 'crashed' ? { state: 'crashed', reason: how } : { state: 'shutoff', reason }
}

/**
 * An emulator that ends in order removes the name that its monitor's socket was bound by; one that is killed, or crashes, can't.
 * The socket has another name by then, so that one is free for a file. Without it nothing is known of the end.
 */
export function leaveMark(bound: string | undefined): string | undefined {
  if (bound === undefined) return undefined
  try {
    writeFileSync(bound, '', { flag: 'wx' })
    return bound
  } catch {
    return undefined
  }
}

function unseenEnd({ mark, files, emulator, starting }: GuestStatus): string {
  if (starting) return 'failed'
  if (!mark || emulator?.boot !== identify(process.pid)?.boot) return 'unknown'
  if (existsSync(mark)) return 'crashed'
  // Who clears away after a guest removes the mark too, but its files before.
  return files.length > 0 && files.every((file) => existsSync(file)) ? 'shutdown' : 'unknown'
}
