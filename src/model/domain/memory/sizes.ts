import { roundUp } from '../../../base/sizes.ts'
import type { World } from '../world.ts'
import type { Domain } from '../xml.ts'

/** pseries counts memory in blocks of 256 MiB, everything else is given whole megabytes. */
export function alignedKib({ machine }: Pick<World, 'machine'>, kib: number): number {
  return roundUp(kib, machine.isPpc64 ? 256 * 1024 : 1024)
}

/** KiB in memory devices. */
export function pluggedKib(domain: Domain): number {
  return domain.devices.memory.reduce((sum, { target }) => sum + (target.size?.kib ?? 0), 0)
}
