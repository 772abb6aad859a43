import type { Section } from '../section.ts'
import type { World } from '../world.ts'
import { checkCpu } from './check.ts'
import { hostModel } from './host-model.ts'

export const cpu: Section = {
  complete(world) {
    refuseLooseFeatures(world)
    completeModel(world)
    completeDefault(world)
    completeDetails(world)
  },
  check: checkCpu,
  taints: ({ domain }) => (domain.cpu?.mode === 'host-passthrough' ? ['host-cpu'] : []),
  deprecations(world) {
    const dropped = world.qemu.under(world.accelerator).cpus.filter(({ deprecated }) => deprecated)
    const name = dropped.length > 0 ? modelName(world) : undefined
    return dropped.some((cpu) => cpu.name === name) ? [`CPU model '${name}'`] : []
  },
}

type Cpu = NonNullable<World['domain']['cpu']>

/** What the words of the definition mean where some are left out. */
function completeModel({ domain, machine }: World): void {
  const { cpu } = domain
  if (!cpu) return
  if (cpu.topology) {
    cpu.topology.dies ??= 1
    cpu.topology.clusters ??= 1
  }
  if (cpu.model?.name && !cpu.mode) cpu.mode = 'custom'
  if (cpu.mode !== 'custom') {
    // only a model of its own has a name, and a way to be matched
    if (cpu.mode) {
      delete cpu.match
      cpu.model = keptModel(cpu, machine)
    }
    return
  }
  if (!cpu.model?.name) {
    delete cpu.mode
    return
  }
  cpu.match ??= 'exact'
  cpu.model.fallback ??= 'allow'
}

/** The host's model can be shown under another vendor, and on POWER as an older generation. */
function keptModel({ mode, model }: Cpu, machine: World['machine']): Cpu['model'] {
  if (mode !== 'host-model' || !model) return undefined
  const name = machine.isPpc64 ? model.name : undefined
  return name || model.vendor_id ? { fallback: model.fallback ?? 'allow', vendor_id: model.vendor_id, name } : undefined
}

/** Which of the build's models the guest has, where it is one that has a name. */
function modelName(world: World): string | undefined {
  const { cpu } = world.domain
  if (cpu?.mode === 'host-model') return hostModel(world)[0]
  return cpu?.mode === 'custom' ? cpu.model?.name : undefined
}

/** Architectures whose guests always have a CPU by name; on the others only the translator's default is known. */
const alwaysNamed = (world: World) => world.machine.isX86 || world.machine.isPpc64 || world.machine.isS390

/** Before the default model is known: features that were meant for another one would change it. */
function refuseLooseFeatures({ domain: { cpu }, report }: World): void {
  if (!cpu?.feature.length || cpu.model?.name || (cpu.mode && cpu.mode !== 'custom')) return
  report.invalid(cpu, '<feature> of <cpu> needs a <model> that it adds to')
}

/** The CPU that the machine type would have by itself, so that it goes on having it. */
function completeDefault(world: World): void {
  const { domain, machine, qemu, accelerator } = world
  if (domain.cpu?.mode) return
  const named = machine.isX86 || machine.isPpc64 || machine.isS390
  const known = named || machine.isArm || machine.isRiscv || machine.arch === 'loongarch64'
  if (!known || (!alwaysNamed(world) && accelerator !== 'qemu')) return
  const type = qemu.machine(accelerator, machine.name)?.defaultCpuType
  const name = qemu.under(accelerator).cpus.find((each) => type !== undefined && each.typename === type)?.name
  if (!name) return
  domain.cpu ??= { feature: [] }
  const { cpu } = domain
  delete cpu.model
  delete cpu.match
  if (name === 'host') {
    cpu.mode = machine.isS390 ? 'host-model' : 'host-passthrough'
    return
  }
  cpu.mode = 'custom'
  cpu.match = 'exact'
  cpu.check = 'none'
  cpu.model = { fallback: 'forbid', name: machine.isPpc64 ? name.replace(/^power(?=\d)/, 'POWER') : name }
}

function completeDetails({ domain, accelerator, machine, qemu }: World): void {
  const { cpu } = domain
  if (!cpu?.mode) return
  const whole = cpu.mode === 'host-passthrough' || cpu.mode === 'maximum'
  if (cpu.mode === 'custom') cpu.check ??= accelerator === 'qemu' ? 'none' : 'partial'
  else cpu.check ??= whole ? 'none' : 'partial'
  if (whole && machine.isX86) cpu.migratable ??= qemu.objectHas('max-x86_64-cpu', 'migratable')
  for (const feature of cpu.feature) feature.policy ??= 'require'
  // a length of ARM's vectors says that there are any
  if (machine.isArm && cpu.feature.some(({ name, policy }) => /^sve\d+$/.test(name) && policy === 'require')) {
    if (!cpu.feature.some(({ name }) => name === 'sve')) cpu.feature.push({ policy: 'require', name: 'sve' })
  }
}
