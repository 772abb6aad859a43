import type { CapabilityContext } from '../../devices/context.ts'
import { xmlFeature } from '../../domain/cpu/feature-names.ts'
import { describeX86, x86ModelsOf } from '../../domain/cpu/nearest-model.ts'
import { x86Model } from '../../domain/cpu/x86-models.ts'
import { x86Vendor } from '../../domain/cpu/x86-vendors.ts'
import { guestsOf, runsNatively } from '../../qemu/architectures.ts'
import type { QemuBuild } from '../../qemu/build.ts'
import type { CpuFacts } from '../../qemu/facts.ts'
import type { Machine } from '../../qemu/machine.ts'
import { enumOf } from './answer.ts'
import type { ModeXml } from './xml.ts'

/** How a guest's CPU can be described. */
export function cpuModes(context: CapabilityContext): ModeXml[] {
  const { qemu, accelerator, machine, host } = context
  const native = accelerator !== 'qemu' && runsNatively(host.arch, machine.arch)
  return [
    mode('host-passthrough', native, machine.isX86 ? 'hostPassthroughMigratable' : undefined),
    mode('maximum', qemu.cpu(accelerator, 'max') !== undefined, 'maximumMigratable'),
    hostModel(context),
    custom(context),
  ]
}

function mode(name: string, supported: boolean, migratable?: string): ModeXml {
  const words = supported && migratable !== undefined ? [enumOf(migratable, ['on', 'off'])] : []
  return { name, supported, enum: words, models: [], feature: [] }
}

function hostModel({ qemu, accelerator, machine }: CapabilityContext): ModeXml {
  const { hostCpu, cpus } = qemu.under(accelerator)
  if (hostCpu && machine.isX86) {
    const vendor = String(hostCpu.props.vendor)
    const has = (feature: string) => hostCpu.props[feature] === true
    const best = describeX86({ vendor, has, models: x86ModelsOf(cpus) })
    if (best) {
      return {
        ...mode('host-model', true),
        models: [{ fallback: 'forbid', name: best.name }],
        vendor: x86Vendor(vendor),
        feature: [
          ...best.more.map((name) => ({ policy: 'require' as const, name: xmlFeature(name) })),
          ...best.less.map((name) => ({ policy: 'disable' as const, name: xmlFeature(name) })),
        ],
      }
    }
  }
  // s390 names the model itself, where the CPU is the host's own
  if (hostCpu && machine.isS390 && accelerator !== 'qemu') {
    const features = Object.entries(hostCpu.props).filter(([, value]) => typeof value === 'boolean')
    return {
      ...mode('host-model', true),
      models: [{ fallback: 'forbid', name: hostCpu.name }],
      feature: features.map(([name, on]) => ({
        policy: on === true ? ('require' as const) : ('disable' as const),
        name,
      })),
    }
  }
  return mode('host-model', false)
}

/** What stands for the host's CPU or for none is no model; elsewhere than on x86 libvirt counts `max` among them. */
function modelsOf(qemu: QemuBuild, accelerator: string): CpuFacts[] {
  const x86 = guestsOf(qemu.facts.target).includes('i686')
  const others = x86 ? ['host', 'max', 'base'] : ['host']
  return qemu.under(accelerator).cpus.filter(({ name }) => !others.includes(name))
}

/** CPUs that guests of a build can be given by name. */
export function cpuModelNames(qemu: QemuBuild, accelerator: string): string[] {
  return modelsOf(qemu, accelerator).map(({ name }) => name)
}

function custom({ qemu, accelerator, machine }: CapabilityContext): ModeXml {
  const models = modelsOf(qemu, accelerator)
  return {
    ...mode('custom', models.length > 0),
    models: models.map((cpu) => ({
      usable: usability(cpu),
      deprecated: cpu.deprecated || undefined,
      vendor: vendorOf(cpu.name, machine),
      name: cpu.name,
      blockers: cpu.unavailable?.map((name) => (machine.isX86 ? xmlFeature(name) : name)),
    })),
  }
}

function usability({ unavailable }: CpuFacts): 'yes' | 'no' | 'unknown' {
  if (!unavailable) return 'unknown'
  return unavailable.length === 0 ? 'yes' : 'no'
}

/** Models from before hosts were described by them. */
const early = new Map([
  ['athlon', 'AMD'],
  ['phenom', 'AMD'],
  ['n270', 'Intel'],
  ['coreduo', 'Intel'],
  ['core2duo', 'Intel'],
])

function vendorOf(model: string, { isX86, isPpc64 }: Machine): string {
  if (!isX86) return isPpc64 && /^power\d/i.test(model) ? 'IBM' : 'unknown'
  const plain = model.replace(/-v\d+$/, '')
  return x86Vendor(x86Model(plain)?.vendor) ?? early.get(plain) ?? 'unknown'
}
