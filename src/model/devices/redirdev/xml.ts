import { attr, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { oneOf } from '../../../formats/xml/scalars.ts'
import { chardevSource, logField } from '../shared/chardev/index.ts'
import { bootField, commonFields } from '../shared/common.ts'

export const redirdevElement = element(
  'redirdev',
  { bus: optional(attr(oneOf('usb'))), source: chardevSource, ...logField, ...bootField, ...commonFields },
  'A port into which a client can plug a USB device of its own machine',
)

export type Redirdev = Infer<typeof redirdevElement>
