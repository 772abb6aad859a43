import { LodgeError } from '../../../base/errors.ts'
import { originOf } from '../../../formats/xml/reading.ts'
import type { CpuExpansion } from '../../qemu/facts.ts'
import type { World } from '../world.ts'
import type { Domain } from '../xml.ts'
import { qemuNameOfX86, xmlFeature } from './feature-names.ts'
import { describeX86, type X86Description, x86ModelsOf } from './nearest-model.ts'
import { x86Model } from './x86-models.ts'
import { x86Vendor } from './x86-vendors.ts'

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

function nearestModel(host: CpuExpansion, world: World): string[] {
  const best = describedHost(host, world)
  if (!best) return ['max']
  return [best.name, ...best.more.map((feature) => `${feature}=on`), ...best.less.map((feature) => `${feature}=off`)]
}

function describedHost(host: CpuExpansion, { qemu, accelerator }: World): X86Description | undefined {
  return describeX86({
    vendor: String(host.props.vendor),
    has: (feature) => host.props[feature] === true,
    models: x86ModelsOf(qemu.under(accelerator).cpus),
  })
}

/** Names the model that the host's CPU is taken for. */
export function nameHostModel({ cpu }: Pick<Domain, 'cpu'>, world: World): void {
  const isHosts = cpu?.mode === 'host-model' || (cpu?.mode === 'custom' && cpu.match === 'minimum')
  const host = world.qemu.under(world.accelerator).hostCpu
  const best = world.machine.isX86 && isHosts && host ? describedHost(host, world) : undefined
  if (!cpu || !best) return
  const own = new Set(cpu.feature.map(({ name }) => qemuNameOfX86(name)))
  const features = [
    ...best.more.map((name) => ({ policy: 'require' as const, name })),
    ...best.less.map((name) => ({ policy: 'disable' as const, name })),
  ].filter(({ name }) => !own.has(name))
  cpu.mode = 'custom'
  cpu.match = 'exact'
  cpu.model = { ...cpu.model, fallback: cpu.model?.fallback ?? 'allow', name: best.name }
  cpu.vendor ??= x86Vendor(x86Model(best.name)?.vendor)
  cpu.feature = [...features.map(({ policy, name }) => ({ policy, name: xmlFeature(name) })), ...cpu.feature]
}
