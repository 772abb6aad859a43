import { attr, child, content, element, list, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff, positive, string, uint } from '../../../formats/xml/scalars.ts'
import { numaElement } from '../numa/xml.ts'

const modelElement = element('model', {
  fallback: optional(attr(oneOf('allow', 'forbid'), 'whether a similar model may be taken')),
  vendor_id: optional(attr(string, 'twelve characters')),
  name: optional(content(nonEmpty, 'the model of mode custom')),
})

const topologyElement = element('topology', {
  sockets: attr(positive),
  dies: optional(attr(positive, 'of a socket')),
  clusters: optional(attr(positive, 'of a die')),
  cores: attr(positive, 'of a cluster'),
  threads: attr(positive, 'of a core'),
})

export const cpuElement = element(
  'cpu',
  {
    mode: optional(
      attr(
        oneOf('custom', 'host-model', 'host-passthrough', 'maximum'),
        'custom is a named model, host-model what comes next to the CPU of the host, host-passthrough that itself, maximum all that QEMU has',
      ),
    ),
    match: optional(attr(oneOf('minimum', 'exact', 'strict'), 'custom: whether the CPU may have more than is named')),
    check: optional(attr(oneOf('none', 'partial', 'full'), 'what is done where the host lacks something of it')),
    migratable: optional(attr(onOff, 'host-passthrough: without what can not move to another host')),
    deprecated_features: optional(attr(onOff, 'host-model: those too')),
    model: optional(child(modelElement)),
    vendor: optional(text(nonEmpty, 'whose CPU the host must have')),
    topology: optional(child(topologyElement)),
    cache: optional(
      child(
        element('cache', {
          level: optional(attr(uint, '3 where it is emulated')),
          mode: attr(oneOf('emulate', 'passthrough', 'disable'), 'what the guest sees of the caches'),
        }),
      ),
    ),
    maxphysaddr: optional(
      child(
        element('maxphysaddr', {
          mode: attr(oneOf('emulate', 'passthrough'), 'how wide addresses are: as on the host, or as bits says'),
          bits: optional(attr(uint, 'width')),
          limit: optional(attr(uint, 'passthrough: the most bits')),
        }),
      ),
    ),
    feature: list(
      element('feature', {
        policy: optional(attr(oneOf('force', 'require', 'optional', 'disable', 'forbid'), 'require where absent')),
        name: attr(nonEmpty, 'as QEMU or libvirt calls it'),
      }),
    ),
    numa: optional(child(numaElement)),
  },
  'The CPU that the guest sees',
)
