import type { Part } from '../../../qemu/part.ts'
import type { LaunchContext } from '../../context.ts'
import type { Backend, BackendOf, Interface } from '../xml.ts'
import { socketBackend } from './socket.ts'
import { directBackend, tapBackend } from './tap.ts'
import { userBackend } from './user.ts'
import { vdpaBackend } from './vdpa.ts'
import { vhostUserBackend } from './vhost-user.ts'

/** What a card is given as its other end: parts that end with the netdev `id`. */
export type BackendParts<T extends Backend['type']> = (
  backend: BackendOf<T>,
  id: string,
  device: Interface,
  context: LaunchContext,
) => Part[]

const none = () => []

const backends: { [T in Backend['type']]: BackendParts<T> } = {
  user: userBackend,
  ethernet: tapBackend,
  bridge: tapBackend,
  network: tapBackend,
  direct: directBackend,
  vhostuser: vhostUserBackend,
  vdpa: vdpaBackend,
  server: socketBackend('listen'),
  client: socketBackend('connect'),
  mcast: socketBackend('mcast'),
  udp: socketBackend('udp'),
  internal: none,
  hostdev: none,
  null: none,
  vds: none,
}

export function backendParts(id: string, device: Interface, context: LaunchContext): Part[] {
  const make = backends[device.backend.type] as BackendParts<Backend['type']>
  return make(device.backend as never, id, device, context)
}
