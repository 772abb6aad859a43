import { attr, child, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { oneOf, uint } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const backendElement = element('backend', {
  model: attr(oneOf('builtin', 'lkcf'), "QEMU's own library, or the host's kernel"),
  queues: optional(attr(uint, 'of requests')),
})

export const cryptoElement = element(
  'crypto',
  {
    model: attr(oneOf('virtio')),
    type: attr(oneOf('qemu')),
    backend: child(backendElement),
    driver: optional(child(element('driver', virtioDriverAttributes))),
    ...commonFields,
  },
  'Encryption that the host does for the guest',
)

export type Crypto = Infer<typeof cryptoElement>
