import { attr, child, element, type Infer, optional, within } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const toggles = oneOf('ctrl-ctrl', 'alt-alt', 'shift-shift', 'meta-meta', 'scrolllock', 'ctrl-scrolllock')

export const inputElement = element(
  'input',
  {
    type: attr(
      oneOf('mouse', 'tablet', 'keyboard', 'passthrough', 'evdev'),
      'evdev is a device of the host that the guest shares, passthrough one that it gets',
    ),
    bus: optional(attr(oneOf('ps2', 'usb', 'virtio', 'xen', 'parallels'), 'chosen by the machine where absent')),
    model: optional(attr(oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional'))),
    driver: optional(child(element('driver', virtioDriverAttributes))),
    ...within('source', {
      evdev: optional(attr(nonEmpty, 'passthrough: the device of the host that the guest gets')),
      dev: optional(attr(nonEmpty, "evdev: the device of the host that drives the guest's")),
      grab: optional(attr(oneOf('all'), 'all: the devices of the host together')),
      grabToggle: optional(attr(toggles, 'what switches between host and guest')),
      repeat: optional(attr(onOff, 'keys that are held down')),
    }),
    ...commonFields,
  },
  'A mouse, a keyboard or a tablet',
)

export type Input = Infer<typeof inputElement>
