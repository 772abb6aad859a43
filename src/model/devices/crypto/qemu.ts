import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import type { Crypto } from './xml.ts'

export function cryptoParts(crypto: Crypto, { alias, place }: LaunchContext): Part[] {
  const { model, queues } = crypto.backend
  const id = `obj${alias}`
  return [
    { make: 'object', props: { 'qom-type': `cryptodev-backend-${model}`, id, queues: queues || undefined } },
    {
      make: 'device',
      props: {
        driver: virtioDriver('virtio-crypto', crypto, crypto.model),
        ...virtioProps(crypto.driver),
        cryptodev: id,
        id: alias,
        ...place,
      },
    },
  ]
}
