import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import type { Memballoon } from './xml.ts'

export function memballoonParts(balloon: Memballoon, { alias, place }: LaunchContext): Part[] {
  if (balloon.model === 'none') return []
  return [
    {
      make: 'device',
      props: {
        driver: virtioDriver('virtio-balloon', balloon, balloon.model),
        ...virtioProps(balloon.driver),
        id: alias,
        'deflate-on-oom': balloon.autodeflate,
        'free-page-reporting': balloon.freePageReporting,
        ...place,
      },
    },
  ]
}
