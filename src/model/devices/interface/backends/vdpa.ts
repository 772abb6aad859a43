import type { BackendParts } from './index.ts'

/** A card of which the data path is in hardware. */
export const vdpaBackend: BackendParts<'vdpa'> = (backend, id, { driver }, { alias, fdset }) => {
  const set = fdset()
  const fd = { descriptor: 'file' as const, path: backend.dev ?? '', append: false, fdset: set }
  return [
    { make: 'keyval', option: '-add-fd', props: { set, fd, opaque: `${alias}-vdpa` } },
    { make: 'netdev', props: { type: 'vhost-vdpa', vhostdev: `/dev/fdset/${set}`, queues: driver?.queues, id } },
  ]
}
