import type { DiskLimits, Impact } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { type Iotune, throttleCommand, throttledId } from '../../../model/devices/index.ts'
import type { Domain } from '../../../model/domain/index.ts'
import type { DomainEditor } from '../editor.ts'

type Disk = Domain['devices']['disk'][number]

/** What is said together: one limit of these takes the others with it. */
const families = ['bytes_sec', 'iops_sec', 'bytes_sec_max', 'iops_sec_max'] as const
const ways = ['total', 'read', 'write'] as const

export async function diskLimits(editor: DomainEditor, name: string, where: Impact): Promise<DiskLimits> {
  const live = editor.active && !where.config
  const disk = diskNamed(await editor.read(where), name, live ? 'live' : 'config')
  const { iotune } = disk
  if (!live || !iotune || iotune.group_name || !Object.values(iotune).some(Boolean)) return { ...iotune }
  return { ...iotune, group_name: throttledId(disk, disk.alias?.name ?? '') }
}

export async function setDiskLimits(
  editor: DomainEditor,
  { disk: name, ...limits }: DiskLimits & { disk: string },
  where: Impact,
): Promise<void> {
  for (const family of families) {
    if (!limits[`total_${family}`] || !(limits[`read_${family}`] || limits[`write_${family}`])) continue
    throw new LodgeError('INVALID_ARG', `total and read/write of ${family} cannot be set at the same time`)
  }
  await editor.change(where, {
    check: (domain, place) => void diskNamed(domain, name, place),
    live: async ({ monitor }, domain) => {
      const disk = diskNamed(domain, name, 'live')
      const command = throttleCommand(throttledId(disk, disk.alias?.name ?? ''), merged(disk.iotune, limits))
      await monitor.executeAny(command.execute, command.arguments)
    },
    edit(domain, place) {
      const disk = diskNamed(domain, name, place)
      const iotune = merged(disk.iotune, limits)
      disk.iotune = Object.keys(iotune).length > 0 ? iotune : undefined
    },
  })
}

/** Told when more than so many bytes of the disk's file have been written; 0 is never. */
export async function setBlockThreshold(editor: DomainEditor, device: string, bytes: number): Promise<void> {
  const guest = editor.requireGuest()
  const domain = await editor.read({ live: true })
  const [, name = ''] = /^(.*?)(?:\[\d+\])?$/.exec(device) ?? []
  const disk = domain.devices.disk.find(({ target }) => target?.dev === name)
  if (!disk) throw new LodgeError('INVALID_ARG', `failed to find disk '${device.slice(0, 80)}'`)
  const alias = disk.alias?.name ?? ''
  const blocks = await guest.monitor.execute('query-block')
  const found = blocks.find(({ qdev }) => qdev === alias || String(qdev).startsWith(`/machine/peripheral/${alias}/`))
  const top = (found?.inserted as { 'node-name'?: string } | undefined)?.['node-name']
  if (!top) throw new LodgeError('OPERATION_INVALID', `threshold currently can't be set for block device '${device}'`)
  // What is written to is the file beneath the format.
  const node = top.replace(/-format$/, '-storage')
  await guest.monitor.executeAny('block-set-write-threshold', { 'node-name': node, 'write-threshold': bytes })
}

/** Of a family that something is said of the rest is gone; 0 is no limit. */
function merged(before: Iotune | undefined, said: DiskLimits): Iotune {
  const iotune: Record<string, string | number | undefined> = { ...before }
  for (const family of families) {
    const names = ways.map((way) => `${way}_${family}` as const)
    if (names.some((name) => said[name] !== undefined)) for (const name of names) delete iotune[name]
  }
  Object.assign(iotune, said)
  return Object.fromEntries(Object.entries(iotune).filter(([, value]) => Boolean(value)))
}

function diskNamed({ devices }: Domain, name: string, place: 'live' | 'config'): Disk {
  const found = devices.disk.find(
    ({ target, source }) => target?.dev === name || (source.type === 'file' && source.file === name),
  )
  if (found) return found
  const shown = `disk '${name.slice(0, 80)}'`
  throw new LodgeError(
    'INVALID_ARG',
    place === 'live' ? `${shown} not found in domain` : `${shown} was not found in the domain config`,
  )
}
