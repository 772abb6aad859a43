import type { RebootOptions } from '../../api/index.ts'
import { power } from '../agent/power.ts'
import { arrangeEndings } from './endings.ts'
import type { Guest } from './guest.ts'

export async function rebootGuest(guest: Guest, { modes }: RebootOptions = {}): Promise<void> {
  await power(guest, 'reboot', { modes, press: () => pressAndRestart(guest) })
}

/** PCs have no reboot button: the guest switches itself off while QEMU is told to wait, and is started again. */
function pressAndRestart(guest: Guest): Promise<void> {
  return guest.change('reboot', async () => {
    await arrangeEndings(guest.monitor, { ...guest.status.endings, poweroff: 'preserve' })
    guest.restartsOnce = true
    await guest.monitor.execute('system_powerdown')
  })
}
