import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import type { Vsock } from './xml.ts'

export function vsockParts(vsock: Vsock, { alias, place, host }: LaunchContext): Part[] {
  const { cid = {}, model, driver } = vsock
  return [
    {
      make: 'device',
      props: {
        driver: virtioDriver('vhost-vsock', vsock, model),
        ...virtioProps(driver),
        id: alias,
        'guest-cid': cid.auto ? host.vsockCid() : cid.address,
        vhostfd: { descriptor: 'device', path: '/dev/vhost-vsock' },
        ...place,
      },
    },
  ]
}
