import { attr, child, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff, positive, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const driverElement = element('driver', {
  ...virtioDriverAttributes,
  name: optional(attr(oneOf('qemu', 'vhostuser'), 'who draws: QEMU itself or a program beside it')),
  vgaconf: optional(attr(oneOf('io', 'on', 'off'), 'xen')),
})

const accelerationElement = element('acceleration', {
  accel2d: optional(attr(yesNo)),
  accel3d: optional(attr(yesNo, 'virtio: OpenGL by the host')),
  rendernode: optional(attr(nonEmpty, 'vhostuser: the device that draws')),
})

const modelElement = element('model', {
  type: optional(
    attr(
      oneOf(
        'vga',
        'cirrus',
        'vmvga',
        'xen',
        'vbox',
        'qxl',
        'parallels',
        'virtio',
        'gop',
        'none',
        'bochs',
        'ramfb',
        'default',
      ),
      'what the guest sees; chosen by the machine where absent',
    ),
  ),
  ram: optional(attr(uint, 'KiB: the primary bar of qxl')),
  vram: optional(attr(uint, 'KiB')),
  vram64: optional(attr(uint, 'KiB: the secondary bar of qxl in 64 bits')),
  vgamem: optional(attr(uint, 'KiB')),
  heads: optional(attr(uint, 'screens')),
  primary: optional(attr(yesNo, 'the one that the guest starts with')),
  blob: optional(attr(onOff, 'virtio: memory shared with the host')),
  acceleration: optional(child(accelerationElement)),
  resolution: optional(child(element('resolution', { x: attr(positive, 'pixels'), y: attr(positive, 'pixels') }))),
})

export const videoElement = element(
  'video',
  { driver: optional(child(driverElement)), model: optional(child(modelElement)), ...commonFields },
  'A graphics card',
)

export type Video = Infer<typeof videoElement>
export type VideoModel = NonNullable<Video['model']>
