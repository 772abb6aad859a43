import type { World } from '../world.ts'

type Cpu = NonNullable<World['domain']['cpu']>

export function checkCpu(world: World): void {
  const { cpu } = world.domain
  if (!cpu) return
  checkMode(cpu, world)
  checkCache(cpu, world)
  checkAddresses(cpu, world)
  const seen = new Set<string>()
  for (const feature of cpu.feature) {
    if (seen.has(feature.name)) world.report.invalid(feature, `CPU feature '${feature.name}' stands there twice`)
    seen.add(feature.name)
  }
  const vendor = cpu.model?.vendor_id
  if (vendor !== undefined && (vendor.length !== 12 || vendor.includes(','))) {
    world.report.invalid(cpu.model, `vendor_id='${vendor.slice(0, 40)}' must have twelve characters and no comma`)
  }
}

function checkMode(cpu: Cpu, { accelerator, machine, qemu, report }: World): void {
  if (cpu.mode === 'host-passthrough' && accelerator === 'qemu') {
    report.unsupported(cpu, "CPU mode 'host-passthrough' needs an accelerator: the translator can't pass a CPU through")
  }
  if (cpu.mode === 'maximum' && !qemu.cpu(accelerator, 'max')) {
    report.unsupported(cpu, `CPU mode 'maximum': ${qemu.binary} has no CPU 'max' for ${machine.arch}`)
  }
  if (cpu.mode === 'host-model') {
    const named = machine.isX86 || machine.isS390
    const told = named && qemu.under(accelerator).hostCpu !== undefined
    const passed = machine.isPpc64 && accelerator === 'kvm'
    if (!told && !passed) {
      report.unsupported(
        cpu,
        `CPU mode 'host-model': ${qemu.binary} can't say what a CPU of ${machine.arch} is made of`,
      )
    }
  }
  if (cpu.migratable !== undefined && cpu.mode !== 'host-passthrough' && cpu.mode !== 'maximum') {
    report.invalid(cpu, "'migratable' goes with the CPU modes 'host-passthrough' and 'maximum' only")
  }
}

function checkCache(cpu: Cpu, { report, machine }: World): void {
  const { cache } = cpu
  if (!cache) return
  if (!machine.isX86) report.unsupported(cache, `the <cache> of a CPU is for x86, not for ${machine.arch}`)
  const whole = cpu.mode === 'host-passthrough' || cpu.mode === 'maximum'
  switch (cache.mode) {
    case 'emulate':
      if (cache.level !== 3) report.unsupported(cache, "the <cache> mode 'emulate' is for level='3' only")
      return
    case 'passthrough':
      if (!whole)
        report.unsupported(cache, `the <cache> mode 'passthrough' needs CPU mode 'host-passthrough' or 'maximum'`)
      if (cache.level !== undefined)
        report.unsupported(cache, "the <cache> mode 'passthrough' takes no level: all are passed")
      return
    default:
      if (cache.level !== undefined)
        report.unsupported(cache, "the <cache> mode 'disable' takes no level: all are hidden")
  }
}

function checkAddresses({ maxphysaddr, mode }: Cpu, { machine, report }: World): void {
  if (!maxphysaddr) return
  if (!machine.isX86) report.unsupported(maxphysaddr, `<maxphysaddr> is for x86, not for ${machine.arch}`)
  if (maxphysaddr.mode === 'passthrough') {
    if (maxphysaddr.bits !== undefined) {
      report.unsupported(maxphysaddr, "<maxphysaddr mode='passthrough'> takes no bits: they are the host's")
    }
    if (mode !== 'host-passthrough' && mode !== 'maximum') {
      report.unsupported(maxphysaddr, "<maxphysaddr mode='passthrough'> needs CPU mode 'host-passthrough'")
    }
  } else if (maxphysaddr.limit !== undefined) {
    report.unsupported(maxphysaddr, "<maxphysaddr mode='emulate'> takes no limit")
  }
}
