import { arrangeEndings } from './endings.ts'
import type { Guest } from './guest.ts'

/** PCs have no reboot button: the guest switches itself off while QEMU is told to wait, and is started again. */
export async function rebootGuest(guest: Guest): Promise<void> {
  await guest.change('reboot', async () => {
    await arrangeEndings(guest.monitor, { ...guest.status.endings, poweroff: 'preserve' })
    guest.restartsOnce = true
    await guest.monitor.execute('system_powerdown')
  })
}
