import { attr, child, content, element, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf } from '../../../formats/xml/scalars.ts'

const modelElement = element('model', {
  fallback: optional(attr(oneOf('allow', 'forbid'))),
  name: optional(content(nonEmpty)),
})

export const cpuElement = element(
  'cpu',
  {
    mode: optional(attr(oneOf('custom', 'host-model', 'host-passthrough', 'maximum'))),
    match: optional(attr(oneOf('minimum', 'exact', 'strict'))),
    check: optional(attr(oneOf('none', 'partial', 'full'))),
    model: optional(child(modelElement)),
  },
  'The CPU that the guest sees',
)
