import { attr, child, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { oneOf, uint } from '../../../formats/xml/scalars.ts'
import { chardevFields } from '../shared/chardev/index.ts'
import { commonFields } from '../shared/common.ts'

const modelElement = element(
  'model',
  {
    name: attr(
      oneOf(
        'isa-serial',
        'usb-serial',
        'pci-serial',
        'spapr-vty',
        'pl011',
        '16550a',
        'sclpconsole',
        'sclplmconsole',
        'isa-debugcon',
      ),
    ),
  },
  "The port's chip",
)

const targetElement = element('target', {
  type: optional(
    attr(
      oneOf(
        'isa-serial',
        'usb-serial',
        'pci-serial',
        'spapr-vio-serial',
        'system-serial',
        'sclp-serial',
        'isa-debug',
        'none',
      ),
      'where the port sits',
    ),
  ),
  port: optional(attr(uint, 'the number among the serial ports')),
  model: optional(child(modelElement)),
})

export const serialElement = element(
  'serial',
  { ...chardevFields, target: optional(child(targetElement)), ...commonFields },
  'A serial port',
)

export type Serial = Infer<typeof serialElement>
export type SerialTarget = NonNullable<Serial['target']>
