import { attr, content, element, list, optional } from '../../../formats/xml/declare.ts'
import { oneOf, positive, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { numberSet } from '../scalars.ts'

export const vcpuElement = element(
  'vcpu',
  {
    placement: optional(attr(oneOf('static', 'auto'), 'auto: processors are chosen for it')),
    cpuset: optional(attr(numberSet, 'processors of the host that it runs on')),
    current: optional(attr(uint, 'plugged in at the start')),
    count: optional(content(uint, 'the most there can be')),
  },
  'Virtual CPUs',
)

const oneElement = element('vcpu', {
  id: attr(uint),
  enabled: attr(yesNo, 'it is plugged in'),
  hotpluggable: optional(attr(yesNo, 'it can be pulled out')),
  order: optional(attr(positive, 'in which they are plugged in')),
})

export const vcpusElement = element('vcpus', { vcpu: list(oneElement) }, 'Each virtual CPU on its own')
