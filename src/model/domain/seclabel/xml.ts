import { attr, element, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, yesNo } from '../../../formats/xml/scalars.ts'

export const seclabelElement = element(
  'seclabel',
  {
    type: optional(attr(oneOf('dynamic', 'static', 'none'), 'dynamic: a label is made up for the guest')),
    model: optional(attr(nonEmpty, 'selinux, apparmor, dac, none')),
    relabel: optional(attr(yesNo, 'files of the guest get the label too')),
    label: optional(text(nonEmpty, 'static: the label itself')),
    imagelabel: optional(text(nonEmpty, 'what images are labelled with while the guest runs')),
    baselabel: optional(text(nonEmpty, 'dynamic: what the label is made from')),
  },
  'How the host’s security driver confines QEMU',
)
