import { LodgeError } from '../../../base/errors.ts'
import { originOf } from '../../../formats/xml/reading.ts'
import type { CpuExpansion } from '../../qemu/facts.ts'
import type { World } from '../world.ts'
import { describeX86, x86ModelsOf } from './nearest-model.ts'

/**
 * The host's CPU as a model that can be had on other hosts too, and what it has more or less than that. On s390x QEMU names the
 * model itself; of x86 it only says what the CPU has.
 */
export function hostModel(world: World): string[] {
  // of POWER the whole CPU is passed, as an older one where the machine is told so
  if (world.machine.isPpc64) return ['host']
  const host = world.qemu.under(world.accelerator).hostCpu
  if (!host) return []
  return world.machine.isX86 ? nearestModel(host, world) : namedModel(host, world)
}

function namedModel(host: CpuExpansion, { domain, qemu }: World): string[] {
  const wanted = domain.cpu?.deprecated_features
  if (wanted !== undefined && !host.deprecated) {
    throw new LodgeError('CONFIG_UNSUPPORTED', `${qemu.binary} doesn't say which features of a CPU are deprecated`, {
      position: domain.cpu && originOf(domain.cpu)?.position,
    })
  }
  const switched = wanted === undefined ? [] : (host.deprecated ?? []).map((name) => [name, wanted] as const)
  const features = Object.entries({ ...host.props, ...Object.fromEntries(switched) })
  return [
    host.name,
    ...features.flatMap(([name, value]) => (typeof value === 'boolean' ? [`${name}=${value ? 'on' : 'off'}`] : [])),
  ]
}

function nearestModel(host: CpuExpansion, { qemu, accelerator }: World): string[] {
  const best = describeX86({
    vendor: String(host.props.vendor),
    has: (feature) => host.props[feature] === true,
    models: x86ModelsOf(qemu.under(accelerator).cpus),
  })
  if (!best) return ['max']
  return [best.name, ...best.more.map((feature) => `${feature}=on`), ...best.less.map((feature) => `${feature}=off`)]
}
