import { attr, child, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { uint } from '../../../formats/xml/scalars.ts'
import { chardevFields } from '../shared/chardev/index.ts'
import { commonFields } from '../shared/common.ts'

const targetElement = element('target', { port: optional(attr(uint, 'the number among the parallel ports')) })

export const parallelElement = element(
  'parallel',
  { ...chardevFields, target: optional(child(targetElement)), ...commonFields },
  'A parallel port',
)

export type Parallel = Infer<typeof parallelElement>
