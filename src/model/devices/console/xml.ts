import { attr, child, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, uint } from '../../../formats/xml/scalars.ts'
import { chardevFields } from '../shared/chardev/index.ts'
import { commonFields } from '../shared/common.ts'

const targetElement = element('target', {
  type: optional(
    attr(
      oneOf('serial', 'virtio', 'sclp', 'sclplm', 'xen', 'uml', 'lxc', 'openvz', 'none'),
      'serial is the first serial port under another name',
    ),
  ),
  port: optional(attr(uint, 'the number among the consoles')),
})

export const consoleElement = element(
  'console',
  {
    ...chardevFields,
    tty: optional(attr(nonEmpty, 'the terminal of a running guest')),
    target: optional(child(targetElement)),
    ...commonFields,
  },
  'A console',
)

export type Console = Infer<typeof consoleElement>
