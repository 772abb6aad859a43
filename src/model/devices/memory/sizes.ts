import { roundUp } from '../../../base/sizes.ts'
import type { DeviceContext } from '../context.ts'
import type { Memory } from './xml.ts'

const mib = 1024

/** What a machine takes modules in: 2 MiB, 256 MiB on pseries. KiB. */
function granuleKib({ machine }: Pick<DeviceContext, 'machine'>): number {
  return machine.isPpc64 ? 256 * mib : 2 * mib
}

/**
 * The size that the module has for QEMU, in KiB: whole granules. An NVDIMM of pseries has its labels beside them, and
 * cannot grow, because its content is already there.
 */
export function moduleKib(device: Memory, context: Pick<DeviceContext, 'machine'>): number {
  const kib = device.target.size?.kib ?? 0
  const granule = granuleKib(context)
  if (device.model !== 'nvdimm' || !context.machine.isPpc64) return roundUp(kib, granule)
  const label = device.target.label?.size?.kib ?? 0
  return Math.floor((kib - label) / granule) * granule + label
}
