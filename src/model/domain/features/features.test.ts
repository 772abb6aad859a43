import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const machine = (features: string, more: object = {}) =>
  optionsOf(planGuest('', { sections: `<features>${features}</features>`, ...more }), '-machine')[0]

const messages = (features: string, more: object = {}) =>
  problemsOf('', { sections: `<features>${features}</features>`, ...more }).map(({ message }) => message)

it('switches ACPI wherever a machine has it', () => {
  expect(machine('')).toMatch(/,acpi=off$/)
  expect(machine('<acpi/>')).toMatch(/,acpi=on$/)
  expect(machine('', { arch: 's390x' })).not.toContain('acpi')
  expect(messages('<acpi/>', { machine: 'isapc' })).toContainEqual(expect.stringContaining('no ACPI'))
})

it('takes a switch without a word for on', () => {
  expect(completedXml('', { sections: '<features><pmu/><vmport state="off"/></features>' })).toContain(
    "<pmu state='on'/>\n    <vmport state='off'/>",
  )
  expect(machine("<vmport state='off'/><ps2 state='off'/>")).toContain('usb=off,vmport=off,i8042=off,')
})

it('gives ARM’s virt machines the interrupt controller that fits the accelerator', () => {
  const gic = [
    { version: 2, emulated: true, kernel: false },
    { version: 3, emulated: true, kernel: true },
  ]
  const arm = { arch: 'aarch64', facts: { gic } }
  expect(machine('', arm)).toContain('gic-version=2')
  expect(machine('', { ...arm, type: 'kvm' })).toContain('gic-version=3')
})

it('keeps memory for the firmware on q35', () => {
  const sections = "<features><smm><tseg unit='MiB'>48</tseg></smm></features>"
  const plan = planGuest('', { sections, machine: 'q35' })
  expect(optionsOf(plan, '-machine')[0]).toContain('smm=on')
  expect(optionsOf(plan, '-global')).toContain('mch.extended-tseg-mbytes=48')
  expect(messages('<smm/>')).toEqual([expect.stringContaining('q35')])
})

it('gives the accelerator its own', () => {
  const accel = (features: string, type: string) =>
    optionsOf(planGuest('', { type, sections: `<features>${features}</features>` }), '-accel')
  expect(accel("<tcg><tb-cache unit='GiB'>1</tb-cache></tcg>", 'qemu')).toEqual(['tcg,tb-size=1024'])
  expect(accel("<kvm><dirty-ring state='on' size='4096'/></kvm>", 'kvm')).toEqual(['kvm,dirty-ring-size=4096'])
  expect(messages("<kvm><dirty-ring state='on' size='5000'/></kvm>")).toEqual([expect.stringContaining('power of two')])
})

it('refuses what is for another machine, and what stands on something that is missing', () => {
  expect(messages("<gic version='2'/>")).toEqual([expect.stringContaining('virt')])
  expect(messages('<htm/>')).toEqual([expect.stringContaining('pseries')])
  expect(messages("<ps2 state='off'/><vmport/>")).toEqual([expect.stringContaining('ps2')])
  expect(messages('<hyperv><synic/></hyperv>')).toEqual([expect.stringContaining('<vpindex>')])
  expect(messages("<hyperv><spinlocks retries='1'/></hyperv>")).toEqual([expect.stringContaining('4095')])
})

it('refuses a feature that nobody knows', () => {
  expect(() => messages('<acpy/>')).toThrow(/'acpy'/)
})
