import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { chardevId, chardevParts } from '../shared/chardev/index.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import type { Rng } from './xml.ts'

export function rngParts(rng: Rng, context: LaunchContext): Part[] {
  const { alias, place } = context
  const { source } = rng.backend
  const backend = `obj${alias}`
  const rate = rng.rate && { 'max-bytes': rng.rate.bytes, period: rng.rate.period ?? 1000 }
  return [
    ...(source.model === 'egd' ? chardevParts({ source: source.chardev }, { owner: alias }, context) : []),
    { make: 'object', props: backendProps(source, backend, alias) },
    {
      make: 'device',
      props: {
        driver: virtioDriver('virtio-rng', rng, rng.model),
        ...virtioProps(rng.driver),
        rng: backend,
        id: alias,
        ...rate,
        ...place,
      },
    },
  ]
}

function backendProps(source: Rng['backend']['source'], id: string, alias: string) {
  if (source.model === 'builtin') return { 'qom-type': 'rng-builtin', id }
  if (source.model === 'egd') return { 'qom-type': 'rng-egd', id, chardev: chardevId(alias) }
  return { 'qom-type': 'rng-random', id, filename: source.path }
}
