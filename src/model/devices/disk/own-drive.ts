import type { DeviceContext } from '../context.ts'
import { resolveVolume } from '../shared/storage/volumes.ts'
import type { Disk } from './xml.ts'

/** Whether it is an optical drive of the host's. */
export function isOwnDrive({ device, source }: Disk, { host }: Pick<DeviceContext, 'host'>): boolean {
  const place = resolveVolume(source, host) ?? source
  return place.type === 'block' && device === 'cdrom' && host.isOpticalDrive(place.dev ?? '')
}
