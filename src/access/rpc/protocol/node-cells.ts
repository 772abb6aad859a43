import type { CellMemory, Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'

/** The NUMA cells from one on, at most so many. */
export async function cellsFrom(host: Host, { first, most }: { first: number; most: number }): Promise<CellMemory[]> {
  const all = await host.cellsFreeMemory()
  const last = Math.max(0, ...all.map(({ cell }) => cell))
  if (first < 0 || first > last) {
    throw new LodgeError('INTERNAL_ERROR', `start cell ${first} out of range (0-${last})`)
  }
  return all.filter(({ cell }) => cell >= first).slice(0, Math.max(0, most))
}
