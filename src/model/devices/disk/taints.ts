import type { Taint } from '../../taints.ts'
import type { DeviceContext } from '../context.ts'
import { isOwnDrive } from './own-drive.ts'
import type { Disk } from './xml.ts'

export function diskTaints(disk: Disk, context: DeviceContext): Taint[] {
  return [
    ...(disk.rawio ? (['high-privileges'] as const) : []),
    ...(isOwnDrive(disk, context) ? (['cdrom-passthrough'] as const) : []),
  ]
}
