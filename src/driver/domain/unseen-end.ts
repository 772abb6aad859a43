import { existsSync } from 'node:fs'
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

/** An emulator that ends in order removes its monitor's socket; one that is killed, or crashes, can't. */
function unseenEnd({ monitorSocket, files, emulator, starting }: GuestStatus): string {
  if (starting) return 'failed'
  if (emulator?.boot !== identify(process.pid)?.boot) return 'unknown'
  if (existsSync(monitorSocket)) return 'crashed'
  // Who clears away after a guest removes the socket too, but its files before.
  return files.length > 0 && files.every((file) => existsSync(file)) ? 'shutdown' : 'unknown'
}
