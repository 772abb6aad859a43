import { numbersOf } from '../scalars.ts'
import type { World } from '../world.ts'

export interface Hugepages {
  kib: number
  mount: string
}

/** The huge pages that a piece of memory uses: those of its cell, else those for all; undefined for ordinary pages. */
export function hugepageFor({ domain, host }: World, node: number | undefined, wanted?: number): Hugepages | undefined {
  const kib = wanted ?? sizeFor(domain.memoryBacking?.hugepages?.page, node)
  if (kib === undefined || kib * 1024 === host.pageSize) return undefined
  const found = host.hugepages.find((each) => (kib === 0 ? each.isDefault : each.kib === kib)) ?? host.hugepages[0]
  return { kib: kib || (found?.kib ?? 2048), mount: found?.mount ?? '/dev/hugepages' }
}

/** 0 stands for the host's default size. */
function sizeFor(pages: { kib: number; nodeset?: string }[] | undefined, node: number | undefined): number | undefined {
  if (!pages) return undefined
  if (pages.length === 0) return 0
  const own = node === undefined ? undefined : pages.find(({ nodeset }) => numbersOf(nodeset).includes(node))
  return (own ?? pages.find(({ nodeset }) => nodeset === undefined))?.kib
}
