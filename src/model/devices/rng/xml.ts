import { attr, child, content, element, type Infer, optional, union } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, uint } from '../../../formats/xml/scalars.ts'
import { chardevSource } from '../shared/chardev/index.ts'
import { commonFields } from '../shared/common.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const rateElement = element('rate', {
  bytes: attr(uint, 'bytes allowed in a period'),
  period: optional(attr(uint, 'milliseconds; 1000 where absent')),
})

const backendElement = element('backend', {
  source: union('model', {
    random: { path: optional(content(nonEmpty, 'the file that random bytes are read from')) },
    builtin: {},
    egd: { chardev: chardevSource },
  }),
})

export const rngElement = element(
  'rng',
  {
    model: attr(oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional')),
    rate: optional(child(rateElement)),
    backend: child(backendElement),
    driver: optional(child(element('driver', virtioDriverAttributes))),
    ...commonFields,
  },
  'Random numbers for the guest',
)

export type Rng = Infer<typeof rngElement>
