import { expect, test } from 'vitest'
import { type AcceleratorChoice, accelerators, chooseAccelerator, findAccelerator } from './accelerators.ts'

const choice: AcceleratorChoice = {
  guest: 'x86_64',
  host: 'x86_64',
  build: { binary: '/usr/bin/qemu-system-x86_64', accelerators: ['kvm', 'tcg'], kvm: { present: true, enabled: true } },
  kvm: { usable: true },
}

function refusal(domainType: string, changes: Partial<AcceleratorChoice> = {}) {
  try {
    chooseAccelerator(domainType, { ...choice, ...changes })
  } catch (error) {
    return error as { message: string; hint: string; data: Record<string, unknown> }
  }
  throw new Error(`${domainType} was not refused`)
}

test('KVM for guests of the host', () => {
  expect(chooseAccelerator('kvm', choice).qemu).toBe('kvm')
  expect(chooseAccelerator('kvm', { ...choice, guest: 'i686' }).qemu).toBe('kvm')
  expect(chooseAccelerator('qemu', { ...choice, guest: 'ppc' }).qemu).toBe('tcg')
})

test('the error says which binary was asked, what it offers and why not', () => {
  const { message, hint, data } = refusal('kvm', { kvm: { usable: false, reason: '/dev/kvm is not there' } })
  expect(message).toContain('/dev/kvm is not there')
  expect(hint).toContain('/usr/bin/qemu-system-x86_64 offers kvm, tcg')
  expect(data).toMatchObject({ accelerator: 'kvm', offered: ['kvm', 'tcg'] })
})

test('wrong architecture, a build without it, KVM that the probe could not switch on', () => {
  expect(refusal('kvm', { guest: 'aarch64' }).message).toMatch(/host's CPU is x86_64, the guest's aarch64/)
  expect(refusal('xen').message).toMatch(/built without it/)
  const build = { ...choice.build, kvm: { present: true, enabled: false } }
  expect(refusal('kvm', { build }).message).toMatch(/could not switch it on/)
})

test('what is gone says since when', () => {
  expect(refusal('kqemu').message).toMatch(/QEMU 0\.12/)
  expect(refusal('qvm86').message).toMatch(/never went into QEMU/)
})

test('an unknown one lists the known', () => {
  expect(refusal('kvn').hint).toContain('qemu, kvm, kqemu, qvm86, hvf, xen')
})

test('names are told apart', () => {
  expect(new Set(accelerators.map(({ domainType }) => domainType)).size).toBe(accelerators.length)
  expect(findAccelerator('hvf')?.platforms).toEqual(['darwin'])
})
