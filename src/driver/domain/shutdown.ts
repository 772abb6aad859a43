import type { ShutdownOptions } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { power } from '../agent/power.ts'
import { expectRestart } from './endings.ts'
import type { Guest } from './guest.ts'

export async function shutdownGuest(guest: Guest, { timeout, modes }: ShutdownOptions = {}): Promise<void> {
  // A guest that has not heeded `reboot` may heed this, and then stays off.
  if (guest.status.restartsOnce) await guest.change('shut down', () => expectRestart(guest, false))
  const press = () => guest.change('shut down', () => guest.monitor.execute('system_powerdown'))
  await power(guest, 'shutdown', { modes, press })
  if (timeout === undefined) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const text = `the guest '${guest.status.name}' has not switched itself off within ${timeout} ms`
    const hint = 'it has to know ACPI for that; destroy pulls the plug'
    timer = setTimeout(() => reject(new LodgeError('OPERATION_TIMEOUT', text, { hint })), timeout)
  })
  try {
    await Promise.race([guest.ended, late])
  } finally {
    clearTimeout(timer)
  }
}
