import { reconnectProps } from '../../shared/reconnect.ts'
import type { BackendParts } from './index.ts'
import { queuesOf } from './tap.ts'

/** Another process moves the packets, through shared memory. */
export const vhostUserBackend: BackendParts<'vhostuser'> = (backend, id, device, { alias, qemu }) => {
  const chardev = `char${alias}`
  const queues = queuesOf(device)
  return [
    {
      make: 'keyval',
      option: '-chardev',
      head: 'socket',
      props: {
        id: chardev,
        path: backend.path,
        server: backend.mode === 'server' || undefined,
        ...reconnectProps(backend.reconnect, qemu),
      },
    },
    { make: 'netdev', props: { type: 'vhost-user', chardev, queues: queues > 1 ? queues : undefined, id } },
  ]
}
