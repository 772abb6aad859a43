import { attr, content, element, optional } from '../../../formats/xml/declare.ts'
import { oneOf, string, uint } from '../../../formats/xml/scalars.ts'

export const vcpuElement = element(
  'vcpu',
  {
    placement: optional(attr(oneOf('static', 'auto'))),
    cpuset: optional(attr(string)),
    current: optional(attr(uint, 'plugged in at the start')),
    count: optional(content(uint, 'the most there can be')),
  },
  'Virtual CPUs',
)
