import type { BlockStatistics, DiskCounters, ImageSizes } from '../../../api/index.ts'
import type { BlockCountersReply, BlockNodeReply } from '../../qmp/index.ts'
import type { Said } from './ask.ts'
import { pathOf } from './disks.ts'
import type { Run } from './run.ts'
import { counter, type Source } from './source.ts'

type Disk = Run['disks'][number]

/** QEMU's names of what it counts of a device (qapi/block-core.json). */
const names = {
  readRequests: 'rd_operations',
  readBytes: 'rd_bytes',
  readTime: 'rd_total_time_ns',
  writeRequests: 'wr_operations',
  writeBytes: 'wr_bytes',
  writeTime: 'wr_total_time_ns',
  flushRequests: 'flush_operations',
  flushTime: 'flush_total_time_ns',
} as const satisfies Record<keyof DiskCounters, string>

/** No chain of images is deeper than QEMU follows it. */
const deepest = 200

export const blockSource: Source<BlockStatistics[]> = {
  asks: ({ disks }) => (disks.length > 0 ? ['disks', 'nodes'] : []),
  of({ disks }, said, { backing = false }) {
    if (disks.length === 0) return undefined
    const nodes = nodesOf(said)
    return disks.flatMap((disk) => {
      const device = deviceOf(disk, said)
      const top: BlockStatistics = {
        ...{ name: disk.target?.dev ?? '', path: pathOf(disk), index: device && numberOf(device) },
        ...(device && { ...countersOf(device), ...sizesOf(device, nodes), threshold: thresholdOf(device, nodes) }),
      }
      return backing && device ? [top, ...chainOf(disk, device, nodes)] : [top]
    })
  },
}

/** What QEMU counts of a disk; undefined where it knows none such. */
export function deviceOf({ alias, target }: Disk, { disks = [] }: Said): BlockCountersReply | undefined {
  const id = alias?.name ?? target?.dev ?? ''
  // A device without an id of its own is the backend of one that has it.
  return disks.find(({ qdev }) => qdev === id || qdev?.startsWith(`/machine/peripheral/${id}/`))
}

export function countersOf({ stats }: BlockCountersReply): DiskCounters {
  const found = Object.entries(names).map(([key, name]) => [key, counter(stats[name]) ?? 0])
  return Object.fromEntries(found) as unknown as DiskCounters
}

export function nodesOf({ nodes = [] }: Said): Map<string, BlockNodeReply> {
  return new Map(nodes.map((node) => [node['node-name'], node]))
}

/** An image of which QEMU doesn't say how long it is is as long as what is in it. */
export function sizesOf(device: BlockCountersReply, nodes: Map<string, BlockNodeReply>): ImageSizes | undefined {
  const image = nodes.get(device['node-name'] ?? '')?.image
  const capacity = counter(image?.['virtual-size'])
  if (capacity === undefined) return undefined
  const allocation = counter(device.parent?.stats.wr_highest_offset) ?? 0
  return { allocation, capacity, physical: counter(image?.['actual-size']) || capacity }
}

/** The images beneath: what is read from them is counted at the top. */
function chainOf(disk: Disk, device: BlockCountersReply, nodes: Map<string, BlockNodeReply>): BlockStatistics[] {
  const chain: BlockStatistics[] = []
  for (let at = device.backing; at && chain.length < deepest; at = at.backing) {
    const path = nodes.get(at.parent?.['node-name'] ?? '')?.image.filename
    chain.push({ name: disk.target?.dev ?? '', path, index: numberOf(at), ...sizesOf(at, nodes) })
  }
  return chain
}

function thresholdOf(device: BlockCountersReply, nodes: Map<string, BlockNodeReply>): number | undefined {
  const node = nodes.get(device.parent?.['node-name'] ?? '') ?? nodes.get(device['node-name'] ?? '')
  return counter(node?.write_threshold) || undefined
}

/** The numbers that the definition of a running guest has stand in the names of QEMU's nodes. */
function numberOf({ 'node-name': name = '' }: BlockCountersReply): number | undefined {
  const found = /^libvirt-(\d{1,6})-/.exec(name)?.[1]
  return found === undefined ? undefined : Number(found)
}
