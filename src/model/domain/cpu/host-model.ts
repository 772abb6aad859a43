import { LodgeError } from '../../../base/errors.ts'
import { originOf } from '../../../formats/xml/reading.ts'
import type { CpuExpansion } from '../../qemu/facts.ts'
import type { World } from '../world.ts'
import { x86Features } from './x86-features.ts'
import { x86Model, x86Models } from './x86-models.ts'

/**
 * The host's CPU as a model that can be had on other hosts too, and what it has more or less than that. On s390x QEMU names the
 * model itself; of x86 it only says what the CPU has.
 */
export function hostModel(world: World): string[] {
  const host = world.qemu.under(world.accelerator).hostCpu
  if (!host) return []
  return world.machine.isX86 ? nearestModel(host, world) : namedModel(host, world)
}

function namedModel(host: CpuExpansion, { domain, qemu }: World): string[] {
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

interface Candidate {
  name: string
  more: string[]
  less: string[]
}

/** A feature that must be taken away counts as two that are added: a guest may rely on what its model promises. */
const cost = ({ more, less }: Candidate) => more.length + 2 * less.length

function nearestModel(host: CpuExpansion, { qemu, accelerator }: World): string[] {
  const has = (feature: string) => host.props[feature] === true
  const all = x86Models.flatMap((name): (Candidate & { vendor: string })[] => {
    const known = qemu.cpu(accelerator, name)
    const model = x86Model(name)
    if (!known || !model) return []
    const blocked = known.unavailable ?? []
    return [
      {
        name,
        vendor: model.vendor,
        more: x86Features.filter((feature) => has(feature) && !model.features.has(feature)),
        less: x86Features.filter(
          (feature) => !has(feature) && (model.features.has(feature) || blocked.includes(feature)),
        ),
      },
    ]
  })
  const own = all.filter(({ vendor }) => vendor === host.props.vendor)
  const [best] = (own.length > 0 ? own : all).sort((a, b) => cost(a) - cost(b))
  if (!best) return ['max']
  return [best.name, ...best.more.map((feature) => `${feature}=on`), ...best.less.map((feature) => `${feature}=off`)]
}
