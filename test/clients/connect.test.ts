import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'
import { connect } from '../../src/index.ts'
import { definitions } from '../behaviour/cases/definitions.ts'
import { inside } from '../behaviour/cases/inside.ts'
import { opensslMissing, Pki } from '../support/pki.ts'
import { Daemon, virshMissing } from './virsh.ts'

/** A definition's life with its events, and a console. */
const tour = [definitions[0], inside[0]]
const missing = virshMissing ?? opensslMissing

describe.skipIf(missing)(`our client from elsewhere${missing ? `: ${missing}` : ''}`, () => {
  async function travel(daemon: Daemon, uri: string): Promise<void> {
    await using host = await connect(uri)
    for (const each of tour) await each?.run({ host, folder: daemon.folder, [Symbol.asyncDispose]: async () => {} })
  }

  test('over TLS', async () => {
    using pki = new Pki()
    await using daemon = await Daemon.start('--listen-tls', '127.0.0.1:0', '--pki', pki.server())
    const uri = /'(qemu\+tls:\/\/127\.0\.0\.1:\d+\/\w+)'/.exec(daemon.greeting)?.[1]
    await travel(daemon, `${uri}?pkipath=${pki.client('alice', '/CN=alice')}`)
  })

  test('over ssh, with our helper there', async () => {
    await using daemon = await Daemon.start()
    const ssh = join(daemon.folder, 'ssh')
    const bin = join(daemon.folder, 'bin')
    mkdirSync(bin)
    symlinkSync(fileURLToPath(new URL('../../bin/lodge-ssh-helper', import.meta.url)), join(bin, 'lodge-ssh-helper'))
    writeFileSync(
      ssh,
      `#!/bin/sh\nfor last; do :; done\nPATH=${bin}:$PATH LODGE_ROOT=${daemon.folder}\nexport PATH LODGE_ROOT\nexec sh -c "$last"\n`,
    )
    chmodSync(ssh, 0o755)
    await travel(daemon, `qemu+ssh://somewhere/system?command=${ssh}`)
  })
})
