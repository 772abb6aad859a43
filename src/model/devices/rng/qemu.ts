import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import type { Rng } from './xml.ts'

export function rngParts(rng: Rng, { alias, place }: LaunchContext): Part[] {
  const backend = `obj${alias}`
  const rate = rng.rate && { 'max-bytes': rng.rate.bytes, period: rng.rate.period ?? 1000 }
  return [
    { make: 'object', props: backendProps(rng, backend) },
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

function backendProps({ backend: { source } }: Rng, id: string) {
  if (source.model === 'builtin') return { 'qom-type': 'rng-builtin', id }
  return { 'qom-type': 'rng-random', id, filename: source.path ?? '/dev/random' }
}
