import { content, element, optional } from '../../../formats/xml/declare.ts'
import { uuidText } from '../scalars.ts'

export const genidElement = element(
  'genid',
  { uuid: optional(content(uuidText, 'made up where the element is empty')) },
  'A number that changes when the guest is restored from an older state',
)
