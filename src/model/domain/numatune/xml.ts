import { attr, child, element, list, optional } from '../../../formats/xml/declare.ts'
import { oneOf, uint } from '../../../formats/xml/scalars.ts'
import { numberSet } from '../scalars.ts'

const modes = oneOf('strict', 'preferred', 'interleave', 'restrictive')

export const numatuneElement = element(
  'numatune',
  {
    memory: optional(
      child(
        element('memory', {
          mode: optional(attr(modes)),
          nodeset: optional(attr(numberSet)),
          placement: optional(attr(oneOf('static', 'auto'))),
        }),
      ),
    ),
    memnode: list(element('memnode', { cellid: attr(uint), mode: optional(attr(modes)), nodeset: attr(numberSet) })),
  },
  'From which NUMA nodes of the host the memory is taken',
)
