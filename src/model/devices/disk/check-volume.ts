import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { resolveVolume } from '../shared/storage/volumes.ts'
import type { Disk } from './xml.ts'

/** Pools come and go: whether a volume is there is asked when the guest starts. */
export function checkVolume({ source, target }: Disk, { host }: DeviceContext, report: Report): void {
  if (source.type !== 'volume' || resolveVolume(source, host)) return
  const { pool, volume } = source
  report.error(
    'OPERATION_FAILED',
    source,
    `disk '${target?.dev}': this host has no active storage pool '${pool}' with a volume '${volume}'`,
  )
}
