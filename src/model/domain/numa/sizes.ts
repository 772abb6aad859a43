import { alignedKib } from '../memory/sizes.ts'
import type { World } from '../world.ts'

/** KiB of a cell as QEMU is given them. */
export function cellKib(world: Pick<World, 'machine'>, { kib }: { kib: number }): number {
  return alignedKib(world, kib)
}
