import type { Part } from '../../../qemu/part.ts'
import type { Descriptor } from '../../../qemu/plan.ts'
import type { LaunchContext } from '../../context.ts'
import { isVirtio } from '../defaults.ts'
import type { BackendOf, Interface } from '../xml.ts'

/** An interface of the host that QEMU gets open; the driver makes it and puts it into its bridge. */
export function tapBackend(
  backend: BackendOf<'ethernet' | 'bridge' | 'network'>,
  id: string,
  device: Interface,
  context: LaunchContext,
): Part[] {
  const plug = backend.type === 'network' ? context.host.network(backend.network ?? '') : undefined
  if (plug?.type === 'hostdev') return []
  const bridge = backend.type === 'bridge' ? backend.bridge : plug?.bridge
  const multiQueue = queuesOf(device) > 1
  return tapParts(id, device, context, () => ({
    descriptor: 'tap',
    id,
    name: device.target?.dev ?? 'vnet%d',
    bridge,
    mac: device.mac?.address,
    vnetHeader: isVirtio(device),
    multiQueue,
  }))
}

/** A macvtap on one of the host's own interfaces. */
export function directBackend(
  backend: BackendOf<'direct'>,
  id: string,
  device: Interface,
  context: LaunchContext,
): Part[] {
  return tapParts(id, device, context, () => ({
    descriptor: 'tap',
    id,
    name: device.target?.dev ?? 'macvtap%d',
    parent: { device: backend.dev ?? '', mode: backend.mode ?? 'vepa' },
    mac: device.mac?.address,
    vnetHeader: isVirtio(device),
    multiQueue: queuesOf(device) > 1,
  }))
}

function tapParts(id: string, device: Interface, context: LaunchContext, tap: () => Descriptor): Part[] {
  const count = queuesOf(device)
  const taps = Array.from({ length: count }, tap)
  const vhost = usesVhost(device, context)
    ? Array.from({ length: count }, (): Descriptor => ({ descriptor: 'vhost-net', id }))
    : []
  return [
    {
      make: 'netdev',
      props: {
        type: 'tap',
        ...(count > 1 ? { fds: taps } : { fd: taps[0] }),
        vhost: vhost.length > 0 || undefined,
        ...(count > 1 ? { vhostfds: vhost.length > 0 ? vhost : undefined } : { vhostfd: vhost[0] }),
        sndbuf: device.tune?.sndbuf,
        id,
      },
    },
  ]
}

/** Only virtio cards have more than one. */
export function queuesOf(device: Interface): number {
  return isVirtio(device) ? Math.max(1, device.driver?.queues ?? 1) : 1
}

/** The kernel moves the packets of virtio cards where it can, unless told not to; where it is told to, it must. */
function usesVhost(device: Interface, { host }: LaunchContext): boolean {
  if (!isVirtio(device) || device.driver?.name === 'qemu') return false
  return host.vhostNet || device.driver?.name === 'vhost'
}
