import { attr, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { oneOf } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'

export const panicElement = element(
  'panic',
  {
    model: optional(attr(oneOf('isa', 'pseries', 'hyperv', 's390', 'pvpanic'), 'chosen by the machine where absent')),
    ...commonFields,
  },
  'Tells that the guest has crashed',
)

export type Panic = Infer<typeof panicElement>
