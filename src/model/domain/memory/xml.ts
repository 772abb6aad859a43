import { attr, element, optional } from '../../../formats/xml/declare.ts'
import { onOff, uint } from '../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../formats/xml/sized.ts'

export const maxMemoryElement = element(
  'maxMemory',
  { slots: optional(attr(uint, 'for memory devices')), kib: sizedContent('KiB') },
  'The most memory there can be when all that fits is plugged in',
)

export const memoryElement = element(
  'memory',
  { dumpCore: optional(attr(onOff, 'guest memory is part of a core dump of QEMU')), kib: sizedContent('KiB') },
  'Memory of the guest when it starts, memory devices included',
)

export const currentMemoryElement = element(
  'currentMemory',
  { kib: sizedContent('KiB') },
  'Memory left to it by the balloon',
)
