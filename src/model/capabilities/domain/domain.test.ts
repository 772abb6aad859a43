import { describe, expect, test } from 'vitest'
import { pretendFacts, pretendHost } from '../../../../test/support/guest.ts'
import { readXml } from '../../../formats/xml/reader.ts'
import { Reading } from '../../../formats/xml/reading.ts'
import { QemuBuild } from '../../qemu/build.ts'
import type { QemuFacts } from '../../qemu/facts.ts'
import type { HostView } from '../../qemu/host.ts'
import { domainCapabilities, domainCapabilitiesXml, type GuestChoice } from './index.ts'
import { domainCapabilitiesElement } from './xml.ts'

interface Pretence {
  facts?: Partial<QemuFacts>
  host?: Partial<HostView>
}

function ask(choice: Partial<GuestChoice> = {}, { facts, host }: Pretence = {}) {
  const arch = choice.arch ?? 'x86_64'
  const build = new QemuBuild(pretendFacts(arch, facts))
  return domainCapabilities(build, { arch, type: 'qemu', ...choice }, pretendHost({ arch, host }))
}

/** Words of an enum of a device kind. */
function words(kind: string, name: string, choice: Partial<GuestChoice> = {}, pretence: Pretence = {}) {
  const [, answer] = ask(choice, pretence).devices.kinds.find(([each]) => each === kind) ?? []
  return answer?.enum.find((each) => each.name === name)?.value.map(({ word }) => word)
}

test('each kind answers for itself, in an order that clients know', () => {
  expect(ask().devices.kinds.map(([name]) => name)).toEqual([
    ...['disk', 'graphics', 'video', 'hostdev', 'rng', 'filesystem', 'tpm', 'redirdev', 'channel'],
    ...['crypto', 'interface', 'panic', 'console'],
  ])
})

test('answers follow the machine', () => {
  expect(words('disk', 'bus', { machine: 'pc' })).toContain('ide')
  expect(words('disk', 'bus', { machine: 'q35' })).not.toContain('ide')
  expect(words('disk', 'diskDevice', { arch: 'ppc64' })).toEqual(['disk', 'cdrom', 'lun'])
  expect(words('panic', 'model', { arch: 's390x' })).toEqual(['s390'])
  expect(words('panic', 'model')).toEqual(['isa', 'hyperv'])
})

test('answers follow the build', () => {
  const bare = { facts: { types: [], schema: [], tpmModels: [], tpmTypes: [] } }
  expect(words('video', 'modelType', {}, bare)).toEqual(['none'])
  expect(words('video', 'modelType')).toEqual(expect.arrayContaining(['vga', 'qxl', 'bochs', 'virtio']))
  expect(words('graphics', 'type', {}, bare)).not.toContain('spice')
  expect(words('channel', 'type')).toContain('spicevmc')
  expect(words('rng', 'backendModel')).toEqual(['random', 'egd'])
  expect(words('rng', 'model')).toEqual(['virtio'])
  const { kinds } = ask({}, bare).devices
  const absent = kinds.filter(([, { supported }]) => !supported).map(([name]) => name)
  expect(absent).toEqual(['filesystem', 'tpm', 'redirdev', 'crypto'])
})

describe('CPUs', () => {
  const mode = (name: string, choice: Partial<GuestChoice> = {}, pretence: Pretence = {}) =>
    ask(choice, pretence).cpu.mode.find((each) => each.name === name)

  const cpus = [
    { name: 'EPYC-v1', typename: '', deprecated: false, unavailable: ['npt'] },
    { name: 'athlon', typename: '', deprecated: true, unavailable: [] },
    { name: 'qemu64', typename: '', deprecated: false },
    { name: 'max', typename: '', deprecated: false },
  ]
  const withCpus = (more: object = {}) => {
    const { tcg } = pretendFacts('x86_64').byAccelerator
    return { facts: { byAccelerator: { tcg: { machines: tcg?.machines ?? [], cpus, ...more } } } }
  }

  test('are passed through where the accelerator runs them', () => {
    expect(mode('host-passthrough', { type: 'kvm' })?.supported).toBe(true)
    expect(mode('host-passthrough', { type: 'qemu' })?.supported).toBe(false)
  })

  test('by name, with what keeps them from being used', () => {
    expect(mode('custom', {}, withCpus())?.models).toEqual([
      { name: 'EPYC-v1', usable: 'no', vendor: 'AMD', blockers: ['npt'] },
      { name: 'athlon', usable: 'yes', vendor: 'AMD', deprecated: true, blockers: [] },
      { name: 'qemu64', usable: 'unknown', vendor: 'unknown' },
    ])
  })

  test('like the host', () => {
    expect(mode('host-model')?.supported).toBe(false)
    const hostCpu = { name: 'base', props: { vendor: 'AuthenticAMD', npt: true, 'lahf-lm': true } }
    const found = mode('host-model', {}, withCpus({ hostCpu, cpus: [{ name: 'Opteron_G1', typename: '' }] }))
    expect(found).toMatchObject({
      supported: true,
      vendor: 'AMD',
      models: [{ name: 'Opteron_G1', fallback: 'forbid' }],
    })
    expect(found?.feature).toEqual(
      expect.arrayContaining([
        { policy: 'require', name: 'lahf_lm' },
        { policy: 'disable', name: 'sse2' },
      ]),
    )
  })
})

test('firmware that is made for the machine', () => {
  const descriptor = (filename: string, machines: string[], features: string[] = []) => ({
    file: '',
    'interface-types': ['uefi'],
    mapping: { device: 'flash', executable: { filename, format: 'raw' } },
    targets: [{ architecture: 'x86_64', machines }],
    features,
  })
  const host = { firmware: [descriptor('/secure', ['q35*'], ['requires-smm']), descriptor('/any', ['pc*', 'q35*'])] }
  const { os } = ask({ machine: 'q35' }, { host })
  expect(os.enum).toEqual([{ name: 'firmware', value: [{ word: 'efi' }] }])
  expect(os.loader.value).toEqual([{ word: '/secure' }, { word: '/any' }])
  expect(os.loader.enum.at(-1)?.value).toEqual([{ word: 'yes' }, { word: 'no' }])
  const pc = ask({ machine: 'pc' }, { host }).os.loader
  expect([pc.value, pc.enum.at(-1)?.value]).toEqual([[{ word: '/any' }], [{ word: 'no' }]])
})

test('features of the machine and of the host', () => {
  const gic = [
    { version: 3, emulated: true, kernel: false },
    { version: 2, emulated: true, kernel: true },
  ]
  const of = (name: string, choice: Partial<GuestChoice>, facts: Partial<QemuFacts>) =>
    ask(choice, { facts }).features.features.find(([each]) => each === name)?.[1]
  expect(of('gic', { arch: 'aarch64' }, { gic })?.enum).toEqual([
    { name: 'version', value: [{ word: '2' }, { word: '3' }] },
  ])
  expect(of('gic', {}, { gic })?.supported).toBe(false)
  expect(of('sev', { type: 'kvm' }, { sev: { cbitpos: 51 } })?.supported).toBe(true)
  expect(of('sev', {}, { sev: { cbitpos: 51 } })?.supported).toBe(false)
  expect(of('s390-pv', { arch: 's390x' }, {})?.supported).toBe(false)
  expect(of('hyperv', { arch: 's390x' }, {})).toBeUndefined()
  const { kvm } = pretendFacts('x86_64').byAccelerator
  const byAccelerator = { kvm: { machines: [], cpus: [], ...kvm, hyperv: ['hv-vapic', 'hv-vpindex'] } }
  expect(of('hyperv', { type: 'kvm' }, { byAccelerator })?.enum[0]?.value.map(({ word }) => word)).toEqual([
    ...['vapic', 'spinlocks', 'vpindex', 'vendor_id'],
  ])
})

test.each([
  [{ type: 'qvm' }, /no domain type is called 'qvm'/],
  [{ type: 'xen' }, /can't run guests of type 'xen'/],
  [{ machine: 'q36' }, /no machine type 'q36'/],
])('%j is refused', (choice, message) => {
  expect(() => ask(choice)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARG', message: expect.stringMatching(message) }),
  )
})

test('what is written is read back', () => {
  const build = new QemuBuild(pretendFacts('x86_64'))
  const choice = { arch: 'x86_64', machine: 'q35', type: 'kvm' }
  const text = domainCapabilitiesXml(build, choice, pretendHost())
  const reading = new Reading(text)
  const again = domainCapabilitiesElement.read(readXml(text), reading)
  expect(reading.problems).toEqual([])
  expect(domainCapabilitiesElement.write(again)).toEqual(
    domainCapabilitiesElement.write(domainCapabilities(build, choice, pretendHost())),
  )
})
