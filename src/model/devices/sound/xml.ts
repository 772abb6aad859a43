import { attr, child, element, type Infer, list, optional, within } from '../../../formats/xml/declare.ts'
import { oneOf, positive, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const codecElement = element('codec', { type: attr(oneOf('duplex', 'micro', 'output')) }, 'What hangs on an HDA bus')

export const soundElement = element(
  'sound',
  {
    model: attr(
      oneOf('sb16', 'es1370', 'pcspk', 'ac97', 'ich6', 'ich7', 'ich9', 'usb', 'virtio'),
      'what the guest sees',
    ),
    multichannel: optional(attr(yesNo, 'usb: more than two channels')),
    streams: optional(attr(uint, 'virtio: PCM streams')),
    codec: list(codecElement),
    ...within('audio', { audio: optional(attr(positive, 'the backend that plays it', { name: 'id' })) }),
    driver: optional(child(element('driver', virtioDriverAttributes))),
    ...commonFields,
  },
  'A sound card',
)

export type Sound = Infer<typeof soundElement>
