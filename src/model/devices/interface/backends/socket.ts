import type { Part, Props } from '../../../qemu/part.ts'
import type { BackendOf } from '../xml.ts'

type SocketType = 'server' | 'client' | 'mcast' | 'udp'

/** Guests joined to each other by TCP or UDP. */
export function socketBackend(mode: 'listen' | 'connect' | 'mcast' | 'udp') {
  return (backend: BackendOf<SocketType>, id: string): Part[] => {
    const props: Props = { type: 'socket', [mode]: `${backend.address ?? ''}:${backend.port ?? 0}` }
    const local = backend.type === 'udp' ? backend.local : undefined
    if (local) props.localaddr = `${local.address ?? ''}:${local.port ?? 0}`
    return [{ make: 'netdev', props: { ...props, id } }]
  }
}
