import type { MonitorCommand } from '../../qemu/plan.ts'
import type { Disk } from './xml.ts'

export type Iotune = NonNullable<Disk['iotune']>

/** Under which QEMU knows the device of a disk that is limited. */
export function throttledId({ target }: Pick<Disk, 'target'>, alias: string): string {
  if (target?.bus === 'virtio') return `/machine/peripheral/${alias}/virtio-backend`
  return target?.bus === 'usb' ? `/machine/peripheral/${alias}/${alias}.0/legacy[0]` : alias
}

const words = { bytes: 'bps', iops: 'iops' } as const
const ways = { total: '', read: '_rd', write: '_wr' } as const

/** Without any limit the command lifts those that were there. */
export function throttleCommand(id: string, iotune: Iotune): MonitorCommand {
  const limits: Record<string, number | string | undefined> = {}
  for (const amount of ['bytes', 'iops'] as const) {
    for (const way of ['total', 'read', 'write'] as const) {
      const name = `${words[amount]}${ways[way]}`
      limits[name] = iotune[`${way}_${amount}_sec`] ?? 0
      limits[`${name}_max`] = iotune[`${way}_${amount}_sec_max`] || undefined
      limits[`${name}_max_length`] = iotune[`${way}_${amount}_sec_max_length`] || undefined
    }
  }
  return {
    execute: 'block_set_io_throttle',
    arguments: { id, ...limits, iops_size: iotune.size_iops_sec || undefined, group: iotune.group_name },
  }
}

/** What a disk's definition limits is told before the guest runs. */
export function throttleCommands(disk: Disk, alias: string): MonitorCommand[] {
  const { iotune } = disk
  if (!iotune || Object.values(iotune).every((value) => !value)) return []
  return [throttleCommand(throttledId(disk, alias), iotune)]
}
