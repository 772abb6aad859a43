import type { ByteRange, DiskCounters, DiskError, ImageSizes } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { Domain } from '../../../model/domain/index.ts'
import { imageSizes, readRange } from '../../host/images.ts'
import { askOne } from './ask.ts'
import { countersOf, deviceOf, nodesOf, sizesOf } from './blocks.ts'
import type { Run } from './run.ts'

type Disk = Domain['devices']['disk'][number]

/** Where a disk's image is on this host; undefined where it is elsewhere, or there is none. */
export function pathOf({ source }: Disk): string | undefined {
  if (source.type === 'file') return source.file
  return source.type === 'block' ? source.dev : undefined
}

/** By its target, or by its image. */
export function findDisk(disks: readonly Disk[], wanted: string): Disk | undefined {
  return disks.find((disk) => disk.target?.dev === wanted || pathOf(disk) === wanted)
}

export async function countersOfDisk(run: Run, wanted: string): Promise<DiskCounters> {
  const disk = findDisk(run.disks, wanted)
  if (!disk) throw new LodgeError('INVALID_ARG', `invalid path: ${wanted.slice(0, 200)}`)
  const device = deviceOf(disk, { disks: await askOne(run, 'disks') })
  if (device) return countersOf(device)
  throw new LodgeError('INTERNAL_ERROR', `cannot find statistics for device '${disk.alias?.name}'`)
}

export async function countersOfAllDisks(run: Run): Promise<DiskCounters> {
  const disks = await askOne(run, 'disks')
  const all = run.disks.flatMap((disk) => deviceOf(disk, { disks }) ?? []).map(countersOf)
  const sum = { readRequests: 0, readBytes: 0, readTime: 0, writeRequests: 0, writeBytes: 0, writeTime: 0 }
  const total: DiskCounters = { ...sum, flushRequests: 0, flushTime: 0 }
  for (const each of all) for (const key of Object.keys(total) as (keyof DiskCounters)[]) total[key] += each[key]
  return total
}

/** Of a guest that runs QEMU says what the guest sees; what a file takes the file system says. */
export async function sizesOfImage(disk: Disk, run: Run | undefined): Promise<ImageSizes> {
  const path = pathOf(disk)
  const target = disk.target?.dev ?? ''
  const found = path === undefined ? undefined : imageSizes(path, disk.driver?.type)
  if (!run) {
    if (found) return { ...found, capacity: found.capacity ?? found.physical }
    throw path === undefined ? noSource(target) : new LodgeError('SYSTEM_ERROR', `cannot look at ${path}`)
  }
  const [disks, nodes] = await Promise.all([askOne(run, 'disks'), askOne(run, 'nodes')])
  const device = deviceOf(disk, { disks })
  const said = device && sizesOf(device, nodesOf({ nodes }))
  if (!said) throw noSource(target)
  return found && disk.source.type === 'file' ? { ...found, capacity: said.capacity } : said
}

/** QEMU keeps of each device how its last request has failed, where that stopped the guest. */
export async function errorsOfDisks({ guest, disks }: Run): Promise<DiskError[]> {
  const devices = (await guest.monitor.executeAny('query-block', undefined, { timeout: 5000 })) as BlockReply[]
  return disks.flatMap((disk) => {
    const id = disk.alias?.name ?? ''
    const device = devices.find(({ qdev }) => qdev === id || qdev?.startsWith(`/machine/peripheral/${id}/`))
    const status = device?.['io-status']
    if (status !== 'failed' && status !== 'nospace') return []
    return { disk: disk.target?.dev ?? '', error: status === 'nospace' ? 'no space' : 'unspecified' } as const
  })
}

interface BlockReply {
  qdev?: string
  'io-status'?: string
}

export function peekDisk(disk: Disk, range: ByteRange): Uint8Array {
  const path = pathOf(disk)
  if (path === undefined) throw noSource(disk.target?.dev ?? '')
  return readRange(path, range)
}

function noSource(target: string): LodgeError {
  return new LodgeError('INVALID_ARG', `disk '${target}' does not currently have a source assigned`)
}
