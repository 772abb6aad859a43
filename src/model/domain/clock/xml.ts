import { attr, element, optional } from '../../../formats/xml/declare.ts'
import { oneOf } from '../../../formats/xml/scalars.ts'

export const clockElement = element(
  'clock',
  { offset: optional(attr(oneOf('utc', 'localtime', 'timezone', 'variable', 'absolute'))) },
  'The clock that the guest is given',
)
