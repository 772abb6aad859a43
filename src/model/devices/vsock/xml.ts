import { attr, child, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { oneOf, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const cidElement = element(
  'cid',
  { auto: optional(attr(yesNo, 'chosen when the guest starts')), address: optional(attr(uint, '3 or more')) },
  "The guest's number among those that talk over vsock",
)

export const vsockElement = element(
  'vsock',
  {
    model: optional(attr(oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional'))),
    cid: optional(child(cidElement)),
    ...commonFields,
    driver: optional(child(element('driver', virtioDriverAttributes))),
  },
  'Sockets between host and guest that need no network',
)

export type Vsock = Infer<typeof vsockElement>
