import { copyOf } from '../../formats/xml/reading.ts'
import type { OpenChain } from '../devices/kind.ts'
import type { BackingStore } from '../devices/shared/storage/xml.ts'
import { countBlockNodes } from './block-nodes.ts'
import { devicesOf, makeWorld, type World } from './world.ts'

export type { OpenChain } from '../devices/kind.ts'
export type { BackingStore } from '../devices/shared/storage/xml.ts'

export interface OpenChains {
  /** A copy of the domain, in which what is found out can be put. */
  world: World
  /** In the order in which libvirt looks at them. */
  chains: OpenChain[]
}

/** Images of which the definition doesn't say what they lie over, though they may: that is for their headers to say. */
export function openChains({ domain, host, qemu, fresh, report }: World): OpenChains {
  const world = makeWorld(copyOf(domain), host, qemu, fresh, report)
  const chains = devicesOf(world.domain)
    .toReversed()
    .flatMap(({ kind, device }) => kind.chain?.(device, world.context) ?? [])
  return { world, chains }
}

/** Their nodes are numbered behind those of all images that the definition names, as libvirt does. */
export function layOver({ world, chains }: OpenChains, found: readonly (BackingStore | undefined)[]): void {
  let number = 1 + countBlockNodes(world.domain)
  for (const [at, chain] of chains.entries()) {
    const below = found[at]
    if (!below) continue
    for (let layer: BackingStore | undefined = below; layer?.source; layer = layer.backingStore) layer.index = number++
    chain.lay(below)
  }
}
