import { LodgeError } from '../../../base/errors.ts'
import { originOf } from '../../../formats/xml/reading.ts'
import type { World } from '../world.ts'

/**
 * The host's CPU as a model that can be had on other hosts too, and what it has beyond. QEMU says it for s390x, where models are
 * its own.
 */
export function hostModel({ domain, qemu, accelerator }: World): string[] {
  const host = qemu.under(accelerator).hostCpu
  if (!host) return []
  const without = domain.cpu?.deprecated_features === false ? host.deprecated : undefined
  if (domain.cpu?.deprecated_features === false && !without) {
    throw new LodgeError('CONFIG_UNSUPPORTED', `${qemu.binary} doesn't say which features of a CPU are deprecated`, {
      position: domain.cpu && originOf(domain.cpu)?.position,
    })
  }
  return [
    host.name,
    ...Object.entries(host.props).flatMap(([name, value]) =>
      typeof value === 'boolean' ? [`${name}=${value && !without?.includes(name) ? 'on' : 'off'}`] : [],
    ),
  ]
}
