import { attr, child, element, type Infer, optional, union } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, uintUpTo } from '../../../formats/xml/scalars.ts'
import { chardevFields } from '../shared/chardev/index.ts'
import { commonFields } from '../shared/common.ts'

const state = optional(attr(oneOf('connected', 'disconnected'), 'whether the guest has the running channel open'))
const name = optional(attr(nonEmpty, 'by which the guest finds it'))

const targetElement = element('target', {
  end: union('type', {
    virtio: { name, state },
    xen: { name, state },
    guestfwd: {
      address: optional(attr(nonEmpty, "an address of the guest's network")),
      port: optional(attr(uintUpTo(65535))),
    },
  }),
})

export const channelElement = element(
  'channel',
  { ...chardevFields, target: child(targetElement), ...commonFields },
  'A private line between host and guest',
)

export type Channel = Infer<typeof channelElement>
