import { attr, element, optional } from '../../../formats/xml/declare.ts'
import { onOff } from '../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../formats/xml/sized.ts'

export const memoryElement = element(
  'memory',
  { dumpCore: optional(attr(onOff, 'guest memory is part of a core dump of QEMU')), kib: sizedContent('KiB') },
  'Memory of the guest when it starts',
)

export const currentMemoryElement = element(
  'currentMemory',
  { kib: sizedContent('KiB') },
  'Memory left to it by the balloon',
)
