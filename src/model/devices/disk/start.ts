import { isLayered } from '../../../formats/disk-image/index.ts'
import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { resolveVolume } from '../shared/storage/volumes.ts'
import { busOf } from './defaults.ts'
import type { Disk } from './xml.ts'

/** What may be defined, and cannot be started: here, now, or at all. */
export function checkDiskStart(disk: Disk, { host, machine }: DeviceContext, report: Report): void {
  const { source, target } = disk
  const name = `disk '${target?.dev}'`
  if (busOf(disk) === 'fdc' && machine.isPseries) {
    report.unsupported(disk, `${name} is a floppy, which pseries machines do not have`)
  }
  // pools come and go
  if (source.type === 'volume' && !resolveVolume(source, host)) {
    const { pool, volume } = source
    const missing = `this host has no active storage pool '${pool}' with a volume '${volume}'`
    report.error('OPERATION_FAILED', source, `${name}: ${missing}`)
  }
  // Nobody reads its header, and QEMU would open whatever that names.
  if (
    source.type === 'file' &&
    source.fdgroup !== undefined &&
    !disk.backingStore &&
    isLayered(disk.driver?.type ?? 'raw')
  ) {
    const text = `${name} comes as descriptors: say what its image lies over, <backingStore/> where that is nothing`
    report.unsupported(source, text)
  }
  for (const who of source.type === 'network' ? [source.identity?.user, source.identity?.group] : []) {
    if (who !== undefined && !/^\+?\d+$/.test(who)) {
      report.unsupported(source, `${name}: '${who}' of its <identity> is a name, which is not looked up: write +NUMBER`)
    }
  }
  if (source.type === 'network' && oneHost.includes(source.protocol ?? '') && source.host.length !== 1) {
    const fault = `${source.protocol} needs exactly one <host>, and has ${source.host.length}`
    report.error('INTERNAL_ERROR', source, `${name}: ${fault}`)
  }
}

const oneHost = ['iscsi', 'nbd', 'http', 'https', 'ftp', 'ftps', 'tftp', 'ssh', 'nfs', 'vxhs']
