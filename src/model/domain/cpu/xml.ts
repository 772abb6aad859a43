import { attr, child, content, element, list, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff, positive, string, uint } from '../../../formats/xml/scalars.ts'
import { numaElement } from '../numa/xml.ts'

const modelElement = element('model', {
  fallback: optional(attr(oneOf('allow', 'forbid'))),
  vendor_id: optional(attr(string, 'twelve characters')),
  name: optional(content(nonEmpty)),
})

const topologyElement = element('topology', {
  sockets: attr(positive),
  dies: optional(attr(positive)),
  clusters: optional(attr(positive)),
  cores: attr(positive),
  threads: attr(positive),
})

export const cpuElement = element(
  'cpu',
  {
    mode: optional(attr(oneOf('custom', 'host-model', 'host-passthrough', 'maximum'))),
    match: optional(attr(oneOf('minimum', 'exact', 'strict'))),
    check: optional(attr(oneOf('none', 'partial', 'full'))),
    migratable: optional(attr(onOff)),
    deprecated_features: optional(attr(onOff)),
    model: optional(child(modelElement)),
    vendor: optional(text(nonEmpty)),
    topology: optional(child(topologyElement)),
    cache: optional(
      child(element('cache', { level: optional(attr(uint)), mode: attr(oneOf('emulate', 'passthrough', 'disable')) })),
    ),
    maxphysaddr: optional(
      child(
        element('maxphysaddr', {
          mode: attr(oneOf('emulate', 'passthrough')),
          bits: optional(attr(uint)),
          limit: optional(attr(uint)),
        }),
      ),
    ),
    feature: list(
      element('feature', {
        policy: optional(attr(oneOf('force', 'require', 'optional', 'disable', 'forbid'))),
        name: attr(nonEmpty),
      }),
    ),
    numa: optional(child(numaElement)),
  },
  'The CPU that the guest sees',
)
