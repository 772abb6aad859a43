import { attr, element, type Infer } from '../../../formats/xml/declare.ts'
import { oneOf } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'

export const hubElement = element(
  'hub',
  { type: attr(oneOf('usb')), ...commonFields },
  'A USB hub with eight ports; added by itself where there are more devices than ports',
)

export type Hub = Infer<typeof hubElement>
