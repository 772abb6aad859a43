import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Daemon, virshMissing } from './virsh.ts'

const helper = fileURLToPath(new URL('../../bin/lodge-ssh-helper', import.meta.url))

describe.skipIf(virshMissing)(`over ssh${virshMissing ? `: ${virshMissing}` : ''}`, () => {
  /** What stands for ssh: it runs the command on this machine, where our helper is called as libvirt's. */
  function fakeSsh(daemon: Daemon): string {
    const bin = join(daemon.folder, 'bin')
    mkdirSync(bin)
    symlinkSync(helper, join(bin, 'virt-ssh-helper'))
    const path = join(daemon.folder, 'ssh')
    writeFileSync(
      path,
      `#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift 2
PATH=${bin}:$PATH LODGE_ROOT=${daemon.folder}
export PATH LODGE_ROOT
exec sh -c "$*"
`,
    )
    chmodSync(path, 0o755)
    return path
  }

  test('virsh reaches the daemon, and may only look where it asks for no more', async () => {
    await using daemon = await Daemon.start()
    const uri = `qemu+ssh://somewhere/system?proxy=native&command=${fakeSsh(daemon)}`
    expect(await daemon.virshAt(uri, 'list', '--all', '--name')).toMatchObject({ code: 0, err: '' })
    expect(await daemon.virshAt(uri, 'uri')).toMatchObject({ code: 0, out: expect.stringMatching(/^qemu\+ssh:/) })
    expect((await daemon.virshAt(uri, '-r', 'define', '/etc/hostname')).err).toMatch(/read only access/)
  })

  test('where no daemon is, it is said', async () => {
    await using daemon = await Daemon.start()
    const ssh = fakeSsh(daemon)
    const uri = `qemu+ssh://somewhere/nowhere?proxy=native&command=${ssh}`
    expect((await daemon.virshAt(uri, 'list')).err).toMatch(/no URI of a daemon here/)
  })
})
