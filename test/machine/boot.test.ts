import { existsSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hear, pc, Scratch } from './scratch.ts'

const disk = (path: string, target: string, more = '') =>
  `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${path}'/><target dev='${target}' bus='virtio'/>${more}</disk>`

describe('what is booted', () => {
  test.for([
    ['the first disk', '', '', 'I am the first.'],
    ['the one with the lower order', "<boot order='2'/>", "<boot order='1'/>", 'I am the second.'],
  ] as const)('%s', async ([_, first, second, words]) => {
    await using scratch = await Scratch.make()
    const disks = [
      disk(scratch.disk('a.img', { says: 'I am the first.', next: 'halts' }), 'vda', first),
      disk(scratch.disk('b.img', { says: 'I am the second.', next: 'halts' }), 'vdb', second),
    ].join('')
    await using guest = await scratch.host.create(pc({ devices: disks }), { paused: true })
    const console = await guest.console()
    await guest.resume()
    expect(await hear(console, /I am the \w+\./)).toContain(words)
  })

  test('UEFI, with variables of its own that stay', async (context) => {
    context.skip(!existsSync('/usr/share/OVMF'), 'no OVMF here: npm run setup -- --peers')
    await using scratch = await Scratch.make()
    const xml = pc({ name: 'uefi', machine: 'q35' })
      .replace('<os>', "<os firmware='efi'>")
      .replace("<memory unit='MiB'>64", "<memory unit='MiB'>256")
    const variables = scratch.path('state/lib/nvram/uefi_VARS.fd')
    await using guest = await scratch.host.create(xml, { paused: true })
    expect(statSync(variables).mode & 0o777).toBe(0o600)
    const console = await guest.console()
    await guest.resume()
    await hear(console, /BdsDxe/)
    await guest.destroy()
    expect(existsSync(variables)).toBe(true)
  })
})
