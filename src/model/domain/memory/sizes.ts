import { roundUp } from '../../../base/sizes.ts'
import type { World } from '../world.ts'
import type { Domain } from '../xml.ts'

/** pseries counts memory in blocks of 256 MiB, everything else is given whole megabytes. */
export function alignedKib({ machine }: Pick<World, 'machine'>, kib: number): number {
  return roundUp(kib, machine.isPpc64 ? 256 * 1024 : 1024)
}

/** KiB in memory devices. */
export function pluggedKib(domain: Domain): number {
  const devices =
    (domain.devices as unknown as { memory?: { target?: { size?: number; kib?: number } }[] }).memory ?? []
  return devices.reduce((sum, device) => sum + sizeOf(device.target), 0)
}

function sizeOf(target: Record<string, unknown> | undefined): number {
  const size = target?.size ?? target?.kib
  return typeof size === 'number' ? size : Number((size as { kib?: number } | undefined)?.kib ?? 0)
}
