import type { DestroyOptions } from '../../api/index.ts'
import { ownTurn } from '../host/own-turn.ts'
import { endEmulator } from './emulator-process.ts'
import type { Guest } from './guest.ts'
import { removeLogs } from './log-files.ts'

/** QEMU writes back what it holds of disks when it is asked to end; it is made to where it doesn't. */
export async function destroyGuest(guest: Guest, options: DestroyOptions = {}): Promise<void> {
  const { graceful = false } = options
  await ownTurn()
  guest.requireRunning('destroy')
  guest.expectEnd('destroyed')
  await endEmulator(guest.emulator, { asked: 10_000, made: graceful ? 0 : 10_000 })
  await guest.ended
  if (options.removeLogs) removeLogs(guest.status.log)
}
