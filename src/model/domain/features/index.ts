import type { Section } from '../section.ts'
import type { World } from '../world.ts'
import { enlightenments } from './enlightenments.ts'

export const features: Section = {
  complete(world) {
    completeStates(world.domain.features)
    completeGic(world)
    dropAcpi(world)
    completeIoapic(world)
  },
  check(world) {
    checkAcpi(world)
    checkMachine(world)
    checkPs2(world)
    checkHyperv(world)
  },
}

type Features = NonNullable<World['domain']['features']>

/** A switch that is named without a word is on. */
function completeStates(features: Features | undefined): void {
  if (!features) return
  if (features.hyperv) features.hyperv.mode ??= 'custom'
  const visit = (value: unknown): void => {
    for (const [name, member] of Object.entries(value as Record<string, unknown>)) {
      if (typeof member !== 'object' || member === null) continue
      if (switches.has(name)) (member as { state?: boolean }).state ??= true
      visit(member)
    }
  }
  visit(features)
  if (features['async-teardown']) features['async-teardown'].enabled ??= true
}

const switches = new Set<string>([
  'hap',
  'pvspinlock',
  'pmu',
  'vmport',
  'smm',
  'vmcoreinfo',
  'htm',
  'nested-hv',
  'ccf-assist',
  'ras',
  'ps2',
  ...enlightenments,
  'direct',
  'extended',
  'hidden',
  'hint-dedicated',
  'poll-control',
  'pv-ipi',
  'dirty-ring',
])

/**
 * ARM's virt machines always have an interrupt controller: the newest that the kernel has under KVM, version 2 for the
 * translator.
 */
function completeGic({ domain, machine, qemu, accelerator }: World): void {
  if (!machine.isArmVirt || domain.features?.gic?.value) return
  const kernel = qemu.facts.gic.filter(({ kernel }) => kernel).map(({ version }) => version)
  const version = accelerator === 'kvm' ? Math.max(2, ...kernel) : 2
  domain.features = { acpi: false, pae: false, viridian: false, privnet: false, ...domain.features }
  domain.features.gic = { value: version === 3 ? '3' : '2' }
}

function checkAcpi({ domain, machine, qemu, accelerator, report }: World): void {
  if (!domain.features?.acpi) return
  if (qemu.machine(accelerator, machine.name)?.acpi === false) {
    report.unsupported(domain.features, `machine type '${machine.name}' has no ACPI`)
  }
}

/** More CPUs than 255 take the interrupt remapping of an IOMMU, and that takes QEMU's own controller. */
function completeIoapic({ domain, machine, fresh, accelerator }: World): void {
  if (!fresh || !machine.isQ35 || accelerator !== 'kvm' || (domain.vcpu?.count ?? 1) <= 255) return
  domain.features = { acpi: false, pae: false, viridian: false, privnet: false, ...domain.features }
  domain.features.ioapic ??= { value: 'qemu' }
}

/** Old definitions for s390 may ask for what was never there. */
function dropAcpi({ domain, machine, fresh }: World): void {
  if (domain.features && machine.isS390 && !fresh) domain.features.acpi = false
}

/** Switches that only some machines have. */
function checkMachine({ domain, machine, report, accelerator }: World): void {
  const { features } = domain
  if (!features) return
  const only = (present: unknown, name: string, where: boolean, which: string) => {
    if (present && !where) {
      report.unsupported(features, `<${name}> is for ${which}, not for '${machine.name}' of ${machine.arch}`)
    }
  }
  only(features.gic, 'gic', machine.isArmVirt, "ARM's virt machines")
  for (const name of ['hpt', 'htm', 'nested-hv', 'ccf-assist', 'cfpc', 'sbbc', 'ibs'] as const) {
    only(features[name], name, machine.isPseries, 'pseries machines')
  }
  only(features.ras, 'ras', machine.isArmVirt, "ARM's virt machines")
  only(features.aia, 'aia', machine.isRiscvVirt, "RISC-V's virt machines")
  only(features.smm?.state || features.smm?.tseg, 'smm', machine.isQ35, 'q35 machines')
  if (features.smm?.tseg && features.smm.state !== true) {
    report.unsupported(features.smm, "<tseg> is a part of <smm state='on'>")
  }
  only(features.ioapic, 'ioapic', machine.isX86, 'x86 machines')
  only(features.vmport, 'vmport', machine.isX86, 'x86 machines')
  if (features.ioapic?.value === 'kvm' && accelerator !== 'kvm') {
    report.unsupported(features.ioapic, "<ioapic driver='kvm'> needs a guest of type 'kvm'")
  }
  const whole = domain.cpu?.mode === 'host-passthrough' || domain.cpu?.mode === 'maximum'
  if (features.kvm?.['hint-dedicated']?.state && !whole) {
    report.unsupported(features.kvm, "<hint-dedicated> of <kvm> needs CPU mode 'host-passthrough'")
  }
  const ring = features.kvm?.['dirty-ring']
  if (ring?.state) {
    const size = ring.size ?? 0
    if (size < 1024 || size > 65536 || (size & (size - 1)) !== 0) {
      report.invalid(ring, `the size of <dirty-ring> is ${size}: expected a power of two from 1024 to 65536`)
    }
  }
  if (features.tcg && accelerator !== 'qemu') report.unsupported(features, "<tcg> is for guests of type 'qemu'")
}

function checkPs2({ domain, machine, qemu, report }: World): void {
  const { features } = domain
  if (!features?.ps2) return
  if (!machine.isX86 || !qemu.objectHas('generic-pc-machine', 'i8042')) {
    report.unsupported(features.ps2, 'this QEMU has no switch for the ps2 controller')
  }
  if (features.ps2.state === false && features.vmport?.state) {
    report.unsupported(
      features.vmport,
      "<vmport> speaks through the ps2 controller, which <ps2 state='off'/> takes away",
    )
  }
}

/** What each enlightenment is built upon. */
const needs = [
  { name: 'stimer', needs: ['synic'] },
  { name: 'synic', needs: ['vpindex'] },
  { name: 'tlbflush', needs: ['vpindex'] },
  { name: 'ipi', needs: ['vpindex'] },
  { name: 'evmcs', needs: ['vapic'] },
] as const

function checkHyperv({ domain, machine, report }: World): void {
  const hyperv = domain.features?.hyperv
  if (!hyperv) return
  if (!machine.isX86 && machine.arch !== 'aarch64') {
    report.unsupported(hyperv, `<hyperv> is for x86 and aarch64, not for ${machine.arch}`)
  }
  for (const { name, needs: wanted } of needs) {
    if (!hyperv[name]?.state || hyperv.mode === 'passthrough') continue
    for (const each of wanted) {
      if (!hyperv[each]?.state) report.unsupported(hyperv, `<${name}> of <hyperv> needs <${each}>`)
    }
  }
  const retries = hyperv.spinlocks?.state ? hyperv.spinlocks.retries : undefined
  if (hyperv.spinlocks?.state && (retries === undefined || retries < 0xfff)) {
    report.invalid(hyperv.spinlocks, `<spinlocks> of <hyperv> needs retries, at least 4095`)
  }
  const vendor = hyperv.vendor_id?.state ? hyperv.vendor_id.value : undefined
  if (hyperv.vendor_id?.state && (!vendor || vendor.length > 12 || vendor.includes(','))) {
    report.invalid(hyperv.vendor_id, '<vendor_id> of <hyperv> needs a value of up to twelve characters without a comma')
  }
}
