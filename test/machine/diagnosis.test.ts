import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LodgeError } from '../../src/index.ts'
import { confining, onlyRoot } from './confining.ts'
import { type PcOptions, pc, Scratch } from './scratch.ts'

/** What went wrong; that nothing is left is seen by the scratch folder itself. */
async function refusal(scratch: Scratch, xml: string): Promise<LodgeError> {
  const error = await scratch.host.create(xml).catch((error) => error)
  expect(error).toBeInstanceOf(LodgeError)
  expect(scratch.processes()).toEqual([])
  return error as LodgeError
}

const qcow2 = (options: PcOptions): string => pc(options).replace("type='raw'", "type='qcow2'")

const noQemuImg = spawnSync('qemu-img', ['--version']).error !== undefined

function image(scratch: Scratch, name: string, ...words: string[]): string {
  execFileSync('qemu-img', ['create', '-q', ...words, scratch.path(name), '1M'], { cwd: scratch.folder })
  return scratch.path(name)
}

describe.skipIf(onlyRoot)('what the user of QEMU may not (only root can start it as another)', () => {
  test('search a folder on the way: the message names it, and the hint mends it', async () => {
    await using scratch = await confining()
    mkdirSync(scratch.path('home'))
    mkdirSync(scratch.path('home/vms'))
    for (const folder of ['home', 'home/vms']) chmodSync(scratch.path(folder), 0o700)
    const disk = scratch.disk('home/vms/disk.img', { says: '', next: 'halts' })
    const error = await refusal(scratch, pc({ disk }))
    expect(error).toMatchObject({
      message: `permission denied for the disk vda: ${disk} cannot be opened to write: the user 'nobody' may not search the folder ${scratch.path('home')}, which is root:root 0700; nor search the folder ${scratch.path('home/vms')}, which is root:root 0700`,
      hint: `setfacl -m u:nobody:x ${scratch.path('home')} ${scratch.path('home/vms')}`,
      where: disk,
      data: { errno: 'EACCES', user: { name: 'nobody' }, obstacles: [{ wish: 'search' }, { wish: 'search' }] },
    })
    chmodSync(scratch.path('home'), 0o711)
    chmodSync(scratch.path('home/vms'), 0o711)
    await using _ = await scratch.host.create(pc({ disk }))
  })

  test('write a disk that is to stay as it is', async () => {
    await using scratch = await confining()
    const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
    chmodSync(disk, 0o644)
    const xml = pc({ disk }).replace(`'${disk}'/>`, `'${disk}'><seclabel model='dac' relabel='no'/></source>`)
    expect(await refusal(scratch, xml)).toMatchObject({ hint: `setfacl -m u:nobody:rw ${disk}`, where: disk })
  })

  test.skipIf(noQemuImg)('read a backing image, where it is to stay whose it is (made by qemu-img)', async () => {
    await using scratch = await confining({ user: 'nobody', dynamicOwnership: false })
    const base = image(scratch, 'base.img', '-f', 'raw')
    const disk = image(scratch, 'disk.qcow2', '-f', 'qcow2', '-b', base, '-F', 'raw')
    chmodSync(base, 0o600)
    chmodSync(disk, 0o666)
    const error = await refusal(scratch, qcow2({ disk }))
    expect(error.message).toMatch(
      /^permission denied for the backing image of disk vda \(below .*disk\.qcow2\): .*base\.img cannot be opened to read: the user/,
    )
    expect(error).toMatchObject({ hint: `setfacl -m u:nobody:r ${base}`, where: base })
  })

  test('use KVM, where it is to stay whose it is', async (context) => {
    await using scratch = await confining({ user: 'nobody', dynamicOwnership: false })
    const { kvm } = await scratch.host.capabilities()
    context.skip(!kvm.usable, 'no KVM here')
    const error = await scratch.host.create(pc({ type: 'kvm' })).catch((error) => error)
    context.skip(!(error instanceof LodgeError), 'everybody may use KVM here')
    expect(error).toMatchObject({ hint: 'setfacl -m u:nobody:rw /dev/kvm', where: '/dev/kvm' })
  })

  test('write to a file system that is read-only', async (context) => {
    await using scratch = await confining()
    const disk = scratch.disk('mnt.img', { says: '', next: 'halts' })
    mkdirSync(scratch.path('mnt'))
    try {
      execFileSync('mount', ['--bind', scratch.folder, scratch.path('mnt')], { stdio: 'ignore' })
      execFileSync('mount', ['-o', 'remount,bind,ro', scratch.path('mnt')], { stdio: 'ignore' })
    } catch {
      context.skip('nothing can be mounted here')
    }
    try {
      const error = await refusal(scratch, pc({ disk: `${scratch.path('mnt')}/mnt.img` }))
      expect(error.message).toMatch(/the disk vda cannot be written: .* is on a read-only file system/)
    } finally {
      execFileSync('umount', [scratch.path('mnt')])
    }
    expect(dirname(disk)).toBe(scratch.folder)
  })

  test('be a user that is not there', async () => {
    await using scratch = await confining({ user: 'nobody-of-that-name' })
    expect((await refusal(scratch, pc())).message).toBe("this host has no user 'nobody-of-that-name'")
    await using mistaken = await confining({ usr: 'nobody' })
    expect(await refusal(mistaken, pc())).toMatchObject({ hint: "did you mean 'user'?" })
  })
})

describe('what is not as the definition says', () => {
  test('a disk has another format', async () => {
    await using scratch = await Scratch.make()
    const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
    expect(await refusal(scratch, qcow2({ disk }))).toMatchObject({
      message: `${disk} is not in the format qcow2 that its <driver type=…> names`,
      hint: `ask for the format: qemu-img info ${disk}; then correct <driver type=…>`,
    })
  })

  test('a port is taken', async () => {
    await using scratch = await Scratch.make()
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    try {
      const devices = `<serial type='tcp'><source mode='bind' host='127.0.0.1' service='${port}'/></serial>`
      const error = await refusal(scratch, pc({ devices }))
      expect(error).toMatchObject({ hint: expect.stringContaining('ss -ltnp') })
      expect(error.message).toMatch(/^a port that this guest listens at is taken/)
    } finally {
      server.close()
    }
  })

  test('there is too little memory', async () => {
    await using scratch = await Scratch.make()
    const xml = pc().replace("<memory unit='MiB'>64", "<memory unit='TiB'>100")
    expect((await refusal(scratch, xml)).message).toMatch(/^the host has too little memory for this guest/)
  })

  test('the machine, the bridge or the firmware is not there', async () => {
    await using scratch = await Scratch.make()
    expect((await refusal(scratch, pc({ machine: 'nonsense' }))).message).toMatch(/nonsense/)
    const devices = "<interface type='bridge'><source bridge='lodge-nowhere'/></interface>"
    expect((await refusal(scratch, pc({ devices }))).message).toMatch(/lodge-nowhere/)
    const os = `<loader type='rom'>${scratch.path('bios.bin')}</loader>`
    expect(await refusal(scratch, pc({ os }))).toMatchObject({
      message: `the file of the firmware is not there: ${scratch.path('bios.bin')}`,
      hint: expect.stringContaining('install the firmware'),
    })
  })

  test('huge pages are not there', async () => {
    await using scratch = await Scratch.make()
    const more = '<memoryBacking><hugepages/></memoryBacking>'
    expect((await refusal(scratch, pc({ more }))).message).toMatch(/huge ?page/i)
  })

  test('a file is no image at all', async () => {
    await using scratch = await Scratch.make()
    writeFileSync(scratch.path('empty.qcow2'), '')
    expect((await refusal(scratch, qcow2({ disk: scratch.path('empty.qcow2') }))).message).toMatch(/format/)
  })
})
