import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { Shmem } from './xml.ts'

export function shmemParts(shmem: Shmem, context: LaunchContext): Part[] {
  return shmem.model?.type === 'ivshmem-doorbell' ? doorbell(shmem, context) : plain(shmem, context)
}

function plain({ name, size, role }: Shmem, { alias, place }: LaunchContext): Part[] {
  const memdev = `shmmem-${alias}`
  return [
    {
      make: 'object',
      props: {
        'qom-type': 'memory-backend-file',
        id: memdev,
        'mem-path': `/dev/shm/${name}`,
        size: size?.bytes,
        share: true,
      },
    },
    {
      make: 'device',
      props: {
        driver: 'ivshmem-plain',
        id: alias,
        memdev,
        master: role && (role === 'master' ? 'on' : 'off'),
        ...place,
      },
    },
  ]
}

/** libvirt names the device first: on a command line QEMU makes character devices before all others. */
function doorbell({ name, server, msi }: Shmem, { alias, place }: LaunchContext): Part[] {
  const chardev = `char${alias}`
  return [
    {
      make: 'device',
      props: {
        driver: 'ivshmem-doorbell',
        id: alias,
        chardev,
        vectors: msi?.vectors || undefined,
        ioeventfd: msi?.ioeventfd,
        ...place,
      },
    },
    {
      make: 'keyval',
      option: '-chardev',
      head: 'socket',
      props: { id: chardev, path: server?.path ?? `/var/lib/libvirt/shmem-${name}-sock` },
    },
  ]
}
