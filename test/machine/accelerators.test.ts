import { beforeAll, describe, expect, test } from 'vitest'
import { type Capabilities, open } from '../../src/index.ts'
import { hear, pc, Scratch } from './scratch.ts'

let capabilities: Capabilities

beforeAll(async () => {
  await using host = await open()
  capabilities = await host.capabilities()
})

describe('a boot sector speaks', () => {
  test.for([
    ['kvm', 'x86_64', 'pc'],
    ['kvm', 'x86_64', 'q35'],
    ['kvm', 'i686', 'pc'],
    ['qemu', 'x86_64', 'pc'],
    ['qemu', 'i686', 'q35'],
  ] as const)('%s %s %s', async ([type, arch, machine], context) => {
    const { kvm } = capabilities
    context.skip(type === 'kvm' && !kvm.usable, `KVM cannot be used here: ${kvm.usable ? '' : kvm.reason}`)
    await using scratch = await Scratch.make()
    const disk = scratch.disk('disk.img', { says: 'I have booted.', next: 'halts' })
    const xml = pc({ type, arch, machine, disk })
    await using guest = await scratch.host.create(xml, { paused: true })
    expect(await guest.monitorCommand('query-kvm')).toMatchObject({ enabled: type === 'kvm' })
    expect(await guest.status()).toEqual({ state: 'paused', reason: 'user' })
    const console = await guest.console()
    await guest.resume()
    await hear(console, /I have booted\./)
    expect(await guest.status()).toEqual({ state: 'running', reason: 'unpaused' })
    expect(await guest.xml()).toContain(`<type arch='${arch}'`)
  })
})

describe('an accelerator that this guest cannot have', () => {
  test.each([
    ['kqemu', 'x86_64', /QEMU 0\.12/],
    ['qvm86', 'x86_64', /never went into QEMU/],
    ['hvf', 'x86_64', /built without it/],
    ['kvm', 'ppc', /the guest's ppc/],
  ])('%s on %s', async (type, arch, expected) => {
    await using scratch = await Scratch.make()
    const error = await scratch.host
      .create(pc({ type, arch, machine: arch === 'ppc' ? 'g3beige' : 'pc' }))
      .catch((e) => e)
    expect(error).toMatchObject({ name: 'LodgeError', message: expect.stringMatching(expected) })
    expect(error.hint).toMatch(/offers .*tcg/)
  })
})

test('the host says what it has', async () => {
  await using host = await open()
  const own = capabilities.emulators.find(({ archs }) => archs[0] === capabilities.arch)
  expect(own).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
  expect(own?.accelerators).toContain('qemu')
  const { machines } = await host.machines()
  expect(machines[0]).toMatchObject({ default: true, name: own?.defaultMachine })
  await expect(host.machines('x86_46')).rejects.toThrow(/did you mean 'x86_64'/)
})
