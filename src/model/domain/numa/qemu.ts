import { runsOf } from '../../../base/number-sets.ts'
import type { Part } from '../../qemu/part.ts'
import { memoryBackend } from '../memory-backing/backend.ts'
import { numbersOf } from '../scalars.ts'
import type { Emitter } from '../section.ts'
import type { Domain } from '../xml.ts'
import { cellKib } from './sizes.ts'

type Numa = NonNullable<NonNullable<Domain['cpu']>['numa']>

export const numaOptions: Emitter = (world) => {
  const { domain, qemu, accelerator, machine } = world
  const layout = domain.cpu?.numa
  if (!layout || layout.cell.length === 0) return []
  const backends = layout.cell.map((cell, node) =>
    memoryBackend(world, world.ownFolder, { id: `ram-node${node}`, bytes: cellKib(world, cell) * 1024, node }),
  )
  // `mem=` can't be mixed with objects, and newer machine types don't take it
  const plain =
    backends.every((backend) => backend.plain) && (qemu.machine(accelerator, machine.name)?.numaMemory ?? false)
  const nodes = layout.cell.flatMap((cell, node): Part[] => [
    ...(plain ? [] : (backends[node]?.parts ?? [])),
    {
      make: 'option',
      option: '-numa',
      value: [
        'node',
        `nodeid=${node}`,
        ...runsOf(numbersOf(cell.cpus)).map(([first, last]) => `cpus=${first === last ? first : `${first}-${last}`}`),
        ...(hasHmat(domain) ? [`initiator=${initiatorOf(layout, node)}`] : []),
        plain ? `mem=${cellKib(world, cell) / 1024}` : `memdev=ram-node${node}`,
      ].join(','),
    },
  ])
  return [...nodes, ...distances(layout), ...(hasHmat(domain) ? heterogeneous(layout) : [])]
}

/** Whether the guest is told latencies, bandwidths or caches of its memory (ACPI's HMAT). */
export function hasHmat({ cpu }: Domain): boolean {
  const numa = cpu?.numa
  const links = numa?.interconnects
  return Boolean(links?.latency.length || links?.bandwidth.length || numa?.cell.some(({ cache }) => cache.length > 0))
}

/** The cell whose CPUs are nearest to a cell's memory. */
function initiatorOf({ cell, interconnects }: Numa, node: number): number {
  if (cell[node]?.cpus) return node
  const nearest = interconnects?.latency.filter(({ target }) => target === node).sort((a, b) => a.value - b.value)[0]
  const widest = interconnects?.bandwidth.filter(({ target }) => target === node).sort((a, b) => b.kib - a.kib)[0]
  return nearest?.initiator ?? widest?.initiator ?? cell.findIndex(({ cpus }) => cpus !== undefined)
}

/** Every pair, once one is told; 20 is the distance of strangers. */
function distances({ cell }: Numa): Part[] {
  if (!cell.some((each) => each.distances)) return []
  return cell.flatMap(({ distances: known }, src) =>
    cell.map((_, dst): Part => {
      const said = known?.sibling.find(({ id }) => id === dst)?.value
      const val = said ?? (src === dst ? 10 : 20)
      return { make: 'keyval', option: '-numa', head: 'dist', props: { src, dst, val } }
    }),
  )
}

const hierarchies = ['memory', 'first-level', 'second-level', 'third-level']
const associativities = { none: 'none', direct: 'direct', full: 'complex' }
const policies = { none: 'none', writeback: 'write-back', writethrough: 'write-through' }

function heterogeneous({ cell, interconnects }: Numa): Part[] {
  const lb = (
    { initiator, target, cache, type }: { initiator: number; target: number; cache?: number; type: string },
    of: string,
  ) => ({
    initiator,
    target,
    hierarchy: hierarchies[cache ?? 0],
    'data-type': `${type}-${of}`,
  })
  const numa = (head: string, props: Record<string, string | number | undefined>): Part => ({
    make: 'keyval',
    option: '-numa',
    head,
    props,
  })
  return [
    ...(interconnects?.latency ?? []).map((link) => numa('hmat-lb', { ...lb(link, 'latency'), latency: link.value })),
    ...(interconnects?.bandwidth ?? []).map((link) =>
      numa('hmat-lb', { ...lb(link, 'bandwidth'), bandwidth: `${link.kib}K` }),
    ),
    ...cell.flatMap(({ cache }, node) =>
      cache.map((each) =>
        numa('hmat-cache', {
          'node-id': node,
          size: `${each.size.kib}K`,
          level: each.level,
          associativity: associativities[each.associativity],
          policy: policies[each.policy],
          line: each.line.bytes,
        }),
      ),
    ),
  ]
}
