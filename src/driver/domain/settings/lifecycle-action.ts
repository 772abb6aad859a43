import type { Impact, LifecycleAction, LifecycleOccasion } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { DomainEditor } from '../editor.ts'
import { endingsOf, tellEndings } from '../endings.ts'

/** What is done when the guest switches itself off, restarts itself, or crashes. */
export async function setLifecycleAction(
  editor: DomainEditor,
  { occasion, action }: { occasion: LifecycleOccasion; action: LifecycleAction },
  where: Impact,
): Promise<void> {
  const said = { [`on_${occasion}`]: action }
  if (occasion !== 'crash' && action.startsWith('coredump')) {
    throw unsupported(`Lifecycle event '${occasion}' doesn't support '${action}' action`)
  }
  if (action === 'rename-restart') {
    throw unsupported(`qemu driver doesn't support '${action}' action for 'on_${occasion}'`)
  }
  await editor.change(where, {
    check(domain) {
      const { on_reboot, on_poweroff } = { ...domain, ...said }
      if (on_reboot !== 'destroy' || on_poweroff !== 'restart') return
      const text = "qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'"
      throw unsupported(text)
    },
    live: async (guest, domain) => {
      await guest.connect()
      guest.save({ endings: endingsOf({ ...domain, ...said }) })
      await tellEndings(guest)
    },
    edit: (domain) => void Object.assign(domain, said),
  })
}

function unsupported(text: string): LodgeError {
  return new LodgeError('CONFIG_UNSUPPORTED', text)
}
