import { attr, element, ignored, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, yesNo } from '../../../formats/xml/scalars.ts'

export const seclabelElement = element(
  'seclabel',
  {
    type: optional(attr(oneOf('dynamic', 'static', 'none'))),
    model: optional(attr(nonEmpty, 'selinux, apparmor, dac, none')),
    relabel: optional(attr(yesNo)),
    label: optional(text(nonEmpty)),
    imagelabel: ignored('element', 'What images are labelled with while the guest runs'),
    baselabel: optional(text(nonEmpty)),
  },
  'How the host’s security driver confines QEMU',
)
