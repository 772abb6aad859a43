import { attr, child, element, optional, text } from '../../../formats/xml/declare.ts'
import { oneOf, yesNo } from '../../../formats/xml/scalars.ts'

const action = oneOf('destroy', 'restart', 'rename-restart', 'preserve')
const crashAction = oneOf('destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart')

/** What is done when the guest ends by itself. */
export const lifecycleFields = {
  on_poweroff: optional(text(action, 'what is done when the guest switches itself off')),
  on_reboot: optional(text(action, 'when it restarts itself')),
  on_crash: optional(text(crashAction, 'when it crashes')),
  on_lockfailure: optional(text(oneOf('poweroff', 'restart', 'pause', 'ignore'), 'when a lock on its disks is lost')),
}

const sleep = (name: string) =>
  optional(child(element(name, { enabled: optional(attr(yesNo, 'the guest may')) }), { keepEmpty: true }))

export const pmElement = element(
  'pm',
  { 'suspend-to-mem': sleep('suspend-to-mem'), 'suspend-to-disk': sleep('suspend-to-disk') },
  'Sleep states that the firmware offers',
)
