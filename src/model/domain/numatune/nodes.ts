import { numbersOf } from '../scalars.ts'
import type { World } from '../world.ts'
import type { Domain } from '../xml.ts'

type Mode = 'strict' | 'preferred' | 'interleave' | 'restrictive'

/** How closely the memory of a cell keeps to its nodes. */
export function numaMode({ numatune }: Domain, cell: number | undefined): Mode {
  const own = cell === undefined ? undefined : numatune?.memnode.find(({ cellid }) => cellid === cell)
  return own?.mode ?? numatune?.memory?.mode ?? 'strict'
}

/** The nodes of the host that the memory of a cell, or all memory, comes from; undefined where nothing is said. */
export function hostNodes(
  { domain, host }: Pick<World, 'domain' | 'host'>,
  cell: number | undefined,
): number[] | undefined {
  const { numatune } = domain
  const own = cell === undefined ? undefined : numatune?.memnode.find(({ cellid }) => cellid === cell)
  if (own) return numbersOf(own.nodeset)
  const memory = numatune?.memory
  if (!memory) return undefined
  return memory.placement === 'auto' ? host.numaNodes : numbersOf(memory.nodeset)
}
