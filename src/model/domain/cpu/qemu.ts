import { enlightenments } from '../features/enlightenments.ts'
import type { Emitter } from '../section.ts'
import type { World } from '../world.ts'
import { qemuNameOfX86 } from './feature-names.ts'
import { hostModel } from './host-model.ts'

/**
 * `-cpu`: the model, its features, and what timers, `<features>` and panic devices have to say about it, in libvirt's order.
 */
export const cpuOption: Emitter = (world) => {
  const words = [...modelWords(world), ...timerWords(world), ...featureWords(world), ...cacheWords(world)]
  const first = words.shift()
  if (first === undefined) return []
  return [{ make: 'option', option: '-cpu', value: [first, ...words].join(',') }]
}

const doubled = (text: string) => text.replaceAll(',', ',,')
const onOff = (state: boolean) => (state ? 'on' : 'off')

/** The model and the features that are asked for; nothing where the machine's own default is unnamed and nothing is said. */
function modelWords(world: World): string[] {
  const { domain, machine, host } = world
  const { cpu } = domain
  switch (cpu?.mode) {
    case 'host-passthrough':
    case 'maximum':
      return [
        cpu.mode === 'maximum' ? 'max' : 'host',
        ...(machine.arch === 'armv7l' && host.arch === 'aarch64' ? ['aarch64=off'] : []),
        ...(machine.isX86 && cpu.migratable !== undefined ? [`migratable=${onOff(cpu.migratable)}`] : []),
        ...requested(world),
      ]
    case 'host-model':
      return [...withVendor(hostModel(world), world), ...requested(world)]
    case 'custom': {
      const better = cpu.match === 'minimum' && machine.isX86 ? hostModel(world) : []
      return [...withVendor(better.length > 0 ? better : [doubled(cpu.model?.name ?? '')], world), ...requested(world)]
    }
    default:
      return []
  }
}

function withVendor([model = '', ...features]: string[], { domain }: World): string[] {
  const vendor = domain.cpu?.model?.vendor_id
  return [model, ...(vendor ? [`vendor=${doubled(vendor)}`] : []), ...features]
}

export function qemuFeature(name: string, { machine }: Pick<World, 'machine'>): string {
  if (!machine.isX86) return doubled(name)
  return doubled(qemuNameOfX86(name))
}

function requested(world: World): string[] {
  const known = world.qemu.facts.objectProperties['max-x86_64-cpu']
  const host = world.qemu.under(world.accelerator).hostCpu?.props
  const words = (world.domain.cpu?.feature ?? []).flatMap(({ name, policy }) => {
    const feature = qemuFeature(name, world)
    const optional = policy === 'optional' && host?.[feature] !== false
    const on = policy === 'force' || policy === 'require' || optional
    // what no longer exists can't be switched off
    if (!on && world.machine.isX86 && known && !known.includes(feature)) return []
    return [`${feature}=${onOff(on)}`]
  })
  return [...words, ...withdrawn(world)]
}

/** Features that a model had when it was new and lost later: taken away whatever the age of the machine type. */
function withdrawn({ domain: { cpu } }: World): string[] {
  if (cpu?.mode !== 'custom') return []
  const lost = withdrawnFeatures.find(({ models }) => models.test(cpu.model?.name ?? ''))
  const said = new Set(cpu.feature.map(({ name }) => name))
  return (lost?.features ?? []).filter((name) => !said.has(name)).map((name) => `${name}=off`)
}

const withdrawnFeatures = [
  { models: /^Icelake-(Client|Server)/, features: ['intel-pt', 'mpx'] },
  { models: /^(Skylake-(Client|Server)|Cascadelake-Server)/, features: ['mpx'] },
]

function timerWords({ domain }: World): string[] {
  return (domain.clock?.timer ?? []).flatMap(({ name, present, frequency, tickpolicy }) => {
    if (name === 'kvmclock' && present !== undefined) return [`kvmclock=${onOff(present)}`]
    if (name === 'hypervclock' && present) return ['hv-time=on']
    if (name === 'tsc' && frequency) return [`tsc-frequency=${frequency}`]
    if (name === 'armvtimer' && tickpolicy) return [`kvm-no-adjvtime=${onOff(tickpolicy === 'delay')}`]
    return []
  })
}

function featureWords(world: World): string[] {
  const { domain } = world
  const { features } = domain
  const words: string[] = []
  if (features?.apic?.eoi !== undefined) words.push(`kvm-pv-eoi=${onOff(features.apic.eoi)}`)
  if (features?.pvspinlock?.state !== undefined) words.push(`kvm-pv-unhalt=${onOff(features.pvspinlock.state)}`)
  words.push(...hypervWords(world))
  if (domain.devices.panic.length > 0 && hasHypervPanic(domain)) words.push('hv-crash')
  const kvm = features?.kvm
  if (kvm?.hidden?.state) words.push('kvm=off')
  if (kvm?.['hint-dedicated']?.state) words.push('kvm-hint-dedicated=on')
  if (kvm?.['poll-control']?.state) words.push('kvm-poll-control=on')
  if (kvm?.['pv-ipi']?.state === false) words.push('kvm-pv-ipi=off')
  if (features?.pmu?.state !== undefined) words.push(`pmu=${onOff(features.pmu.state)}`)
  return words
}

function hypervWords({ domain }: World): string[] {
  const hyperv = domain.features?.hyperv
  if (!hyperv) return []
  const words = hyperv.mode === 'passthrough' ? ['hv-passthrough=on'] : []
  for (const name of enlightenments) {
    if (!hyperv[name]?.state) continue
    if (name === 'spinlocks') words.push(`hv-spinlocks=0x${(hyperv.spinlocks?.retries ?? 0).toString(16)}`)
    else if (name === 'vendor_id') words.push(`hv-vendor-id=${doubled(hyperv.vendor_id?.value ?? '')}`)
    else words.push(`hv-${name.replaceAll('_', '-')}=on`)
    if (name === 'stimer' && hyperv.stimer?.direct?.state) words.push('hv-stimer-direct=on')
    if (name === 'tlbflush' && hyperv.tlbflush?.direct?.state) words.push('hv-tlbflush-direct=on')
    if (name === 'tlbflush' && hyperv.tlbflush?.extended?.state) words.push('hv-tlbflush-ext=on')
  }
  return words
}

/** Windows reports a crash through the CPU, not through a device. */
function hasHypervPanic({ devices }: World['domain']): boolean {
  const panics = (devices as unknown as { panic?: { model?: string }[] }).panic ?? []
  return panics.some(({ model }) => model === 'hyperv')
}

function cacheWords({ domain: { cpu } }: World): string[] {
  const words: string[] = []
  const whole = cpu?.mode === 'host-passthrough' || cpu?.mode === 'maximum'
  const mode = cpu?.cache?.mode
  if (mode === 'emulate') words.push('l3-cache=on')
  if (mode === 'passthrough') words.push('host-cache-info=on')
  if ((mode === 'emulate' || mode === 'disable') && whole) words.push('host-cache-info=off')
  if (mode === 'passthrough' || mode === 'disable') words.push('l3-cache=off')
  const addresses = cpu?.maxphysaddr
  if (addresses?.mode === 'passthrough') {
    words.push('host-phys-bits=on')
    if (addresses.limit !== undefined) words.push(`host-phys-bits-limit=${addresses.limit}`)
  } else if (addresses) {
    words.push(addresses.bits ? `phys-bits=${addresses.bits}` : 'host-phys-bits=off')
  }
  return words
}
