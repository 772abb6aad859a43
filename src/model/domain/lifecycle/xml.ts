import { attr, child, element, optional, text } from '../../../formats/xml/declare.ts'
import { oneOf, yesNo } from '../../../formats/xml/scalars.ts'

const action = oneOf('destroy', 'restart', 'rename-restart', 'preserve')
const crashAction = oneOf('destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart')

/** What is done when the guest ends by itself. */
export const lifecycleFields = {
  on_poweroff: optional(text(action)),
  on_reboot: optional(text(action)),
  on_crash: optional(text(crashAction)),
  on_lockfailure: optional(text(oneOf('poweroff', 'restart', 'pause', 'ignore'))),
}

const sleep = (name: string) => optional(child(element(name, { enabled: optional(attr(yesNo)) }), { keepEmpty: true }))

export const pmElement = element(
  'pm',
  { 'suspend-to-mem': sleep('suspend-to-mem'), 'suspend-to-disk': sleep('suspend-to-disk') },
  'Sleep states that the firmware offers',
)
