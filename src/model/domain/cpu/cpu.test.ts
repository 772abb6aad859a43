import { expect, it } from 'vitest'
import {
  completedXml,
  completeGuest,
  optionsOf,
  planGuest,
  pretendFacts,
  problemsOf,
} from '../../../../test/support/guest.ts'
import { nameHostModel } from './host-model.ts'

const cpuOf = (sections: string, more: object = {}) => optionsOf(planGuest('', { sections, ...more }), '-cpu')[0]

it('is the default of the machine type, written down', () => {
  expect(cpuOf('')).toBe('qemu64')
  expect(completedXml('')).toContain(
    "<cpu mode='custom' match='exact' check='none'>\n    <model fallback='forbid'>qemu64</model>\n  </cpu>",
  )
})

it('switches features under QEMU’s names', () => {
  const features =
    "<feature name='pclmuldq'/><feature policy='force' name='lahf_lm'/><feature policy='disable' name='svm'/>"
  expect(cpuOf(`<cpu><model vendor_id='KVMKVMKVMKVM'>Haswell</model>${features}</cpu>`)).toBe(
    'Haswell,vendor=KVMKVMKVMKVM,pclmulqdq=on,lahf-lm=on,svm=off',
  )
})

it('takes away what a model has lost since it was new', () => {
  expect(cpuOf('<cpu><model>Icelake-Server</model></cpu>')).toBe('Icelake-Server,intel-pt=off,mpx=off')
})

it('passes the host’s CPU through under an accelerator only', () => {
  const facts = { objectProperties: { 'max-x86_64-cpu': ['migratable'] } }
  const sections =
    "<cpu mode='host-passthrough'><cache mode='passthrough'/><maxphysaddr mode='passthrough' limit='39'/></cpu>"
  expect(cpuOf(sections, { type: 'kvm', facts })).toBe(
    'host,migratable=on,host-cache-info=on,l3-cache=off,host-phys-bits=on,host-phys-bits-limit=39',
  )
  expect(problemsOf('', { sections: "<cpu mode='host-passthrough'/>" })).toHaveLength(1)
})

it('describes the host’s CPU by the nearest model', () => {
  const { byAccelerator } = pretendFacts()
  const names = ['Penryn', 'Nehalem', 'EPYC']
  const props = Object.fromEntries(
    `pni ssse3 fpu de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 lahf-lm
     syscall nx lm cx16 sse4.1 sse4.2 popcnt aes`
      .split(/\s+/)
      .map((name) => [name, true]),
  )
  const accelerator = {
    machines: byAccelerator.tcg?.machines ?? [],
    cpus: names.map((name) => ({ name, typename: name, deprecated: false })),
    hostCpu: { name: 'base', props: { ...props, vendor: 'GenuineIntel' } },
  }
  const facts = { byAccelerator: { tcg: accelerator, kvm: accelerator } }
  expect(cpuOf("<cpu mode='host-model'/>", { facts })).toBe('Nehalem,aes=on')
  const said = "<cpu mode='host-model'><feature policy='disable' name='aes'/></cpu>"
  const world = completeGuest('', { sections: said, facts })
  nameHostModel(world.domain, world)
  expect(world.domain.cpu).toMatchObject({
    ...{ mode: 'custom', match: 'exact', model: { fallback: 'allow', name: 'Nehalem' }, vendor: 'Intel' },
    feature: [{ policy: 'disable', name: 'aes' }],
  })
})

it('shows KVM, Hyper-V and timers', () => {
  const sections = `<features>
    <apic eoi='on'/><pvspinlock state='off'/><pmu state='off'/>
    <hyperv><relaxed/><spinlocks state='on' retries='8191'/><vpindex/><synic/><stimer><direct/></stimer><vendor_id value='KVM Hv'/></hyperv>
    <kvm><hidden/><pv-ipi state='off'/></kvm></features>
    <clock><timer name='hypervclock' present='yes'/><timer name='tsc' frequency='1000'/></clock>`
  expect(cpuOf(sections)).toBe(
    'qemu64,hv-time=on,tsc-frequency=1000,kvm-pv-eoi=on,kvm-pv-unhalt=off,hv-relaxed=on,hv-spinlocks=0x1fff,hv-vpindex=on,' +
      'hv-synic=on,hv-stimer=on,hv-stimer-direct=on,hv-vendor-id=KVM Hv,kvm=off,kvm-pv-ipi=off,pmu=off',
  )
})

it('refuses caches and address widths that can’t be had', () => {
  const messages = (inner: string) =>
    problemsOf('', { sections: `<cpu><model>qemu64</model>${inner}</cpu>` }).map(({ message }) => message)
  expect(messages("<cache level='2' mode='emulate'/>")).toEqual([expect.stringContaining("level='3'")])
  expect(messages("<cache mode='passthrough'/>")).toEqual([expect.stringContaining('host-passthrough')])
  expect(messages("<maxphysaddr mode='emulate' bits='40' limit='39'/>")).toEqual([expect.stringContaining('limit')])
  expect(messages("<feature name='abm'/><feature name='abm'/>")).toEqual([expect.stringContaining('twice')])
})
