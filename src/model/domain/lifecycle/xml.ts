import { attr, child, element, optional, text } from '../../../formats/xml/declare.ts'
import { oneOf, yesNo } from '../../../formats/xml/scalars.ts'

const action = oneOf('destroy', 'restart', 'preserve', 'rename-restart')
const crashAction = oneOf('destroy', 'restart', 'preserve', 'rename-restart', 'coredump-destroy', 'coredump-restart')

/** What is done when the guest ends by itself. */
export const lifecycleFields = {
  on_poweroff: optional(text(action)),
  on_reboot: optional(text(action)),
  on_crash: optional(text(crashAction)),
  on_lockfailure: optional(text(oneOf('poweroff', 'restart', 'pause', 'ignore'))),
}

export const pmElement = element(
  'pm',
  {
    'suspend-to-mem': optional(child(element('suspend-to-mem', { enabled: attr(yesNo) }))),
    'suspend-to-disk': optional(child(element('suspend-to-disk', { enabled: attr(yesNo) }))),
  },
  'Sleep states that the firmware offers',
)
