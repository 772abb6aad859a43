import { numbersOf } from '../scalars.ts'
import type { Section } from '../section.ts'
import type { World } from '../world.ts'
import { hostNodes } from './nodes.ts'

export const numatune: Section = {
  complete({ domain }) {
    const memory = domain.numatune?.memory
    const automatic = domain.vcpu?.placement === 'auto'
    if (domain.numatune && !memory && domain.numatune.memnode.length === 0) delete domain.numatune
    if (memory) {
      memory.mode ??= 'strict'
      if (memory.nodeset === undefined && automatic) memory.placement ??= 'auto'
      if (memory.placement === 'auto') delete memory.nodeset
      else delete memory.placement
    } else if (automatic && !domain.numatune) {
      domain.numatune = { memory: { mode: 'strict', placement: 'auto' }, memnode: [] }
    }
    for (const memnode of domain.numatune?.memnode ?? []) memnode.mode ??= 'strict'
  },
  check({ domain, report }) {
    const { memory, memnode = [] } = domain.numatune ?? {}
    if (memory && memory.placement !== 'auto' && memory.nodeset === undefined) {
      report.unsupported(memory, "<memory> of <numatune> with placement='static' needs a nodeset")
    }
    if (memory?.placement === 'auto' && memnode.length > 0) {
      report.unsupported(
        memory,
        '<memnode> binds cells one by one, which placement=auto of <memory> leaves no room for',
      )
    }
    const cells = domain.cpu?.numa?.cell.length ?? 0
    const seen = new Set<number>()
    for (const node of memnode) {
      if (seen.has(node.cellid)) report.invalid(node, `cell ${node.cellid} has more than one <memnode>`)
      if (node.cellid >= cells)
        report.unsupported(node, `<memnode> is for cell ${node.cellid}, and there are ${cells} cells`)
      seen.add(node.cellid)
      if ((node.mode === 'restrictive') !== ((memory?.mode ?? 'strict') === 'restrictive')) {
        report.invalid(node, "<memory> and all <memnode> must have mode='restrictive', or none of them")
      }
    }
  },
  start: checkAvailable,
}

/** Nodes that the host doesn't have. */
function checkAvailable(world: World): void {
  const { domain, host, report } = world
  const cells = domain.cpu?.numa?.cell ?? []
  const uses = cells.length > 0 ? cells.map((_, index) => index) : [undefined]
  const missing = new Set(
    uses.flatMap((cell) => (hostNodes(world, cell) ?? []).filter((node) => !host.numaNodes.includes(node))),
  )
  for (const node of missing) {
    report.unsupported(
      domain.numatune?.memnode.find(({ nodeset }) => numbersOf(nodeset).includes(node)) ?? domain.numatune,
      `this host has no NUMA node ${node}`,
    )
  }
}
