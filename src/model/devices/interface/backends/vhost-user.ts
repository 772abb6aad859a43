import { reconnectProps } from '../../shared/reconnect.ts'
import type { BackendParts } from './index.ts'
import { isPasst, passtProcess } from './passt.ts'
import { queuesOf } from './tap.ts'

/** Another process moves the packets, through shared memory. */
export const vhostUserBackend: BackendParts<'vhostuser'> = (backend, id, device, context) => {
  const { alias, qemu, networkSocket } = context
  const chardev = `char${alias}`
  const passt = isPasst(device)
  const queues = queuesOf(device)
  return [
    ...(passt ? [passtProcess(device, context)] : []),
    {
      make: 'keyval',
      option: '-chardev',
      head: 'socket',
      props: {
        id: chardev,
        path: passt ? networkSocket : backend.path,
        server: backend.mode === 'server' || undefined,
        ...reconnectProps(passt ? { enabled: true, timeout: 5 } : backend.reconnect, qemu),
      },
    },
    { make: 'netdev', props: { type: 'vhost-user', chardev, queues: queues > 1 ? queues : undefined, id } },
  ]
}
