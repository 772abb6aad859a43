import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { Pstore } from './xml.ts'

export function pstoreParts({ backend, path, size }: Pstore, { alias, place }: LaunchContext): Part[] {
  const memdev = `mem${alias}`
  return [
    {
      make: 'object',
      props: {
        'qom-type': 'memory-backend-file',
        id: memdev,
        'mem-path': path,
        size: size.kib * 1024,
        share: true,
      },
    },
    { make: 'device', props: { driver: backend, id: alias, memdev, ...place } },
  ]
}
