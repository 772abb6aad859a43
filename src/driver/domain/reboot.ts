import type { RebootOptions } from '../../api/index.ts'
import { power } from '../agent/power.ts'
import { expectRestart } from './endings.ts'
import type { Guest } from './guest.ts'

export async function rebootGuest(guest: Guest, { modes }: RebootOptions = {}): Promise<void> {
  await power(guest, 'reboot', { modes, press: () => pressAndRestart(guest) })
}

/**
 * PCs have no reboot button: the guest switches itself off while QEMU is told to wait, and is started again, unless its
 * restart is to be its end.
 */
function pressAndRestart(guest: Guest): Promise<void> {
  return guest.change('reboot', async () => {
    await guest.connect()
    await expectRestart(guest, guest.status.endings.reboot === 'restart')
    await guest.monitor.execute('system_powerdown')
  })
}
