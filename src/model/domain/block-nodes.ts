import { kindsOf } from './world.ts'
import type { Domain } from './xml.ts'

type Disk = Domain['devices']['disk'][number]

/** Block nodes are numbered kind by kind, in each from the last device to the first, as libvirt does. */
export function firstNodes(domain: Domain): Map<object, number> {
  return numbered(domain).nodes
}

export function countBlockNodes(domain: Domain): number {
  return numbered(domain).count
}

function numbered(domain: Domain): { nodes: Map<object, number>; count: number } {
  const nodes = new Map<object, number>()
  let count = 0
  for (const { kind, devices } of kindsOf(domain)) {
    for (const device of devices.toReversed()) {
      const own = kind.blockNodes?.(device) ?? 0
      if (own > 0) nodes.set(device, count + 1)
      count += own
    }
  }
  return { nodes, count }
}

/** The disk of a running guest that QEMU's name of a block node belongs to, its image or one beneath. */
export function diskOfNode({ devices }: Domain, name: string): Disk | undefined {
  const target = /^libvirt-CoR-(.+)$/.exec(name)?.[1]
  if (target !== undefined) return devices.disk.find((disk) => disk.target?.dev === target)
  const [, digits, part] = /^libvirt-(\d+)-(\w+)/.exec(name) ?? []
  const number = Number(digits ?? Number.NaN)
  if (part !== 'filter') return devices.disk.find((disk) => imageNumbers(disk).includes(number))
  // filters are numbered behind their disk's images, before the next disk's
  const before = devices.disk.filter(({ source }) => (source.index ?? Number.POSITIVE_INFINITY) < number)
  return before.toSorted((a, b) => (b.source.index ?? 0) - (a.source.index ?? 0))[0]
}

function imageNumbers({ source, backingStore }: Disk): (number | undefined)[] {
  const numbers = [source.index]
  for (let below = backingStore; below?.source; below = below.backingStore) numbers.push(below.index)
  return numbers
}
