import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bootSector } from '../machine/boot-sector.ts'
import { pc } from '../machine/scratch.ts'
import { Daemon, virshMissing } from './virsh.ts'

const missing =
  virshMissing ??
  (spawnSync('virt-install', ['--version']).error ? 'there is no virt-install here (Debian: virtinst)' : undefined)

const plain = [
  ...['--osinfo', 'generic', '--memory', '64', '--virt-type', 'qemu', '--network', 'none'],
  ...['--graphics', 'none', '--noautoconsole'],
]

/** It looks for storage pools for what `--disk` names; the definition takes any disk. */
function disk(daemon: Daemon): string[] {
  const path = join(daemon.folder, 'disk.img')
  const image = new Uint8Array(512 * 1024)
  image.set(bootSector({ says: 'Ready.', next: 'echoes' }))
  writeFileSync(path, image)
  const facts = {
    '@type': 'file',
    'driver/@type': 'raw',
    'source/@file': path,
    'target/@dev': 'hda',
    'target/@bus': 'ide',
  }
  return [
    '--disk',
    'none',
    ...Object.entries(facts).flatMap(([at, value]) => ['--xml', `./devices/disk/${at}=${value}`]),
  ]
}

describe.skipIf(missing)(`virt-install and its like${missing ? `: ${missing}` : ''}`, () => {
  test('a guest is installed to stay', async () => {
    await using daemon = await Daemon.start()
    const installed = await daemon.tool('virt-install', '--name', 'guest', '--import', ...disk(daemon), ...plain)
    expect(installed).toMatchObject({ code: 0, out: expect.stringMatching(/Domain creation completed\.$/) })
    expect((await daemon.virsh('list', '--persistent', '--name')).out).toBe('guest')
    expect((await daemon.virsh('domstate', 'guest')).out).toBe('running')
    expect((await daemon.virsh('domblklist', 'guest')).out).toContain(`hda      ${daemon.folder}/disk.img`)
    await daemon.virsh('destroy', 'guest')
    expect((await daemon.virsh('domstate', 'guest')).out).toBe('shut off')
  })

  test('a guest is installed for once; one that is only printed is not', async () => {
    await using daemon = await Daemon.start()
    const install = (...words: string[]) =>
      daemon.tool('virt-install', '--import', '--disk', 'none', ...plain, ...words)
    const printed = await install('--name', 'printed', '--print-xml')
    expect(printed.out).toMatch(/^<domain type="qemu">\n {2}<name>printed<\/name>/)
    expect((await daemon.virsh('list', '--all', '--name')).out).toBe('')
    expect(await install('--name', 'guest', '--transient')).toMatchObject({ code: 0 })
    expect((await daemon.virsh('list', '--transient', '--name')).out).toBe('guest')
    expect((await install('--name', 'guest', '--transient')).err).toMatch(/Guest name 'guest' is already in use/)
    await daemon.virsh('destroy', 'guest')
    expect((await daemon.virsh('list', '--all', '--name')).out).toBe('')
  })

  test('definitions are edited and cloned', async () => {
    await using daemon = await Daemon.start()
    const file = join(daemon.folder, 'guest.xml')
    writeFileSync(file, pc({ name: 'guest' }))
    await daemon.virsh('define', file)
    const edit = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await daemon.tool('virt-xml', 'guest', ...words)
      return code === 0 ? out : err
    }
    expect(await edit('--edit', '--memory', '96')).toBe("Domain 'guest' defined successfully.")
    expect(await edit('--edit', '--metadata', 'title=A guest')).toBe("Domain 'guest' defined successfully.")
    expect(await edit('--add-device', '--rng', '/dev/urandom')).toBe("Domain 'guest' defined successfully.")
    const edited = (await daemon.virsh('dumpxml', 'guest')).out
    expect(edited).toMatch(/<title>A guest<\/title>\n {2}<memory unit='KiB'>98304<\/memory>/)
    expect(edited).toMatch(/<rng model='virtio'>\n {6}<backend model='random'>\/dev\/urandom<\/backend>/)
    expect(await edit('--remove-device', '--rng', 'all')).toBe("Domain 'guest' defined successfully.")
    expect((await daemon.virsh('dumpxml', 'guest')).out).not.toMatch(/<rng/)
    const cloned = await daemon.tool('virt-clone', '--original', 'guest', '--name', 'other', '--auto-clone')
    expect(cloned.out).toBe("Clone 'other' created successfully.")
    expect((await daemon.virsh('list', '--all', '--name')).out.split('\n')).toEqual(['guest', 'other'])
    expect((await daemon.virsh('domuuid', 'other')).out).not.toBe((await daemon.virsh('domuuid', 'guest')).out)
  })
})
