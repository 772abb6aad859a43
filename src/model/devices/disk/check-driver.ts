import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { busOf } from './defaults.ts'
import type { Disk } from './xml.ts'

/** What is said in `<driver>` and `<iotune>`. */
export function checkDriver(disk: Disk, context: DeviceContext, report: Report): void {
  const { driver, target, iotune } = disk
  const name = `disk '${target?.dev}'`
  if (driver?.io === 'native' && !['none', 'directsync'].includes(driver.cache ?? '')) {
    report.unsupported(driver, `${name}: io='native' needs cache='none' or cache='directsync'`)
  }
  if (driver?.copy_on_read && disk.readonly) {
    report.unsupported(driver, `${name} is read only, so copy_on_read cannot keep anything`)
  }
  if (busOf(disk) !== 'virtio') {
    for (const word of [
      'queues',
      'queue_size',
      'iothread',
      'iothreads',
      'ioeventfd',
      'event_idx',
      ...virtioWords,
    ] as const) {
      if (driver?.[word] !== undefined) report.unsupported(driver, `${name}: ${word} is for virtio disks only`)
    }
  }
  const threads = [driver?.iothread, ...(driver?.iothreads?.iothread.map(({ id }) => id) ?? [])]
  for (const thread of threads) {
    if (thread !== undefined && !context.guest.iothreads.includes(thread)) {
      report.unsupported(driver, `${name} names iothread ${thread}, which <iothreads> does not have`)
    }
  }
  if (iotune) checkTune(iotune, name, report)
}

const virtioWords = ['iommu', 'ats', 'packed', 'page_per_vq'] as const

type Iotune = NonNullable<Disk['iotune']>

function checkTune(iotune: Iotune, name: string, report: Report): void {
  for (const what of ['bytes_sec', 'iops_sec'] as const) {
    for (const end of ['', '_max'] as const) {
      const parts = iotune[`read_${what}${end}`] || iotune[`write_${what}${end}`]
      if (iotune[`total_${what}${end}`] && parts) {
        report.unsupported(iotune, `${name}: total_${what}${end} and its read or write part cannot be set together`)
      }
    }
    for (const part of ['total', 'read', 'write'] as const) {
      if (iotune[`${part}_${what}_max_length`] && !iotune[`${part}_${what}_max`]) {
        report.unsupported(iotune, `${name}: ${part}_${what}_max_length needs ${part}_${what}_max`)
      }
      const most = iotune[`${part}_${what}_max`]
      const usual = iotune[`${part}_${what}`]
      if (most && !usual) report.unsupported(iotune, `${name}: ${part}_${what}_max needs ${part}_${what}`)
      if (most && usual && most < usual) {
        report.unsupported(iotune, `${name}: ${part}_${what}_max is below ${part}_${what}`)
      }
    }
  }
}
