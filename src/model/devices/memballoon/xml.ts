import { attr, child, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { oneOf, onOff, uint } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

export const memballoonElement = element(
  'memballoon',
  {
    model: attr(oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional', 'xen', 'none')),
    autodeflate: optional(attr(onOff, 'gives memory back before the guest runs out of it')),
    freePageReporting: optional(attr(onOff, 'pages that the guest does not use are given back by themselves')),
    stats: optional(child(element('stats', { period: attr(uint, 'seconds') }))),
    ...commonFields,
    driver: optional(child(element('driver', virtioDriverAttributes))),
  },
  "The guest's memory, made smaller and greater while it runs",
)

export type Memballoon = Infer<typeof memballoonElement>
