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
          mode: optional(attr(modes, 'strict: there or nowhere')),
          nodeset: optional(attr(numberSet, 'nodes of the host')),
          placement: optional(attr(oneOf('static', 'auto'), 'auto: nodes are chosen for it')),
        }),
      ),
    ),
    memnode: list(
      element('memnode', {
        cellid: attr(uint, 'the cell of the guest'),
        mode: optional(attr(modes)),
        nodeset: attr(numberSet, 'nodes of the host'),
      }),
    ),
  },
  'From which NUMA nodes of the host the memory is taken',
)
