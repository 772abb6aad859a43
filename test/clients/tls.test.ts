import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { opensslMissing, Pki } from '../support/pki.ts'
import { Daemon, virshMissing } from './virsh.ts'

const missing = virshMissing ?? opensslMissing

describe.skipIf(missing)(`over TLS${missing ? `: ${missing}` : ''}`, () => {
  async function start(pki: Pki, ...options: string[]) {
    const daemon = await Daemon.start('--listen-tls', '127.0.0.1:0', '--pki', pki.server(), ...options)
    const [, uri = '', port] = /'(qemu\+tls:\/\/127\.0\.0\.1:(\d+)\/\w+)'/.exec(daemon.greeting) ?? []
    return { daemon, port: Number(port), uri: (folder: string) => `${uri}?pkipath=${folder}` }
  }

  test('virsh with a certificate of the authority does everything, and it is written down who it was', async () => {
    using pki = new Pki()
    const { daemon, uri } = await start(pki)
    await using _ = daemon
    const alice = uri(pki.client('alice', '/C=GB/O=Lodge, Ltd/CN=alice'))
    expect(await daemon.virshAt(alice, 'uri')).toMatchObject({ code: 0 })
    expect((await daemon.virshAt(alice, 'list', '--all')).code).toBe(0)
    const refused = await daemon.virshAt(alice, 'undefine', 'nobody')
    expect(refused.err).toMatch(/failed to get domain/)
    const file = join(daemon.folder, 'a.xml')
    writeFileSync(
      file,
      "<domain type='qemu'><name>a</name><memory unit='MiB'>16</memory><os><type arch='x86_64'>hvm</type></os></domain>",
    )
    expect((await daemon.virshAt(alice, 'define', file)).code).toBe(0)
    const line = JSON.parse(
      readFileSync(join(daemon.folder, 'log/audit.jsonl'), 'utf8').trim().split('\n').at(-1) ?? '',
    )
    expect(line).toMatchObject({
      ...{ what: expect.stringMatching(/^DOMAIN_DEFINE_XML/), result: 'done', domain: { name: 'a' } },
      who: { door: 'tls', certificate: 'C=GB,O=Lodge\\, Ltd,CN=alice', address: '127.0.0.1' },
    })
    await daemon.virsh('undefine', 'a')
  })

  test("another authority's certificate, none, and one that no rule is for do not get in", async () => {
    using pki = new Pki()
    using other = new Pki()
    const { daemon, uri, port } = await start(pki)
    await using _ = daemon
    mkdirSync(join(daemon.folder, 'etc'), { recursive: true })
    const rules = [{ certificates: ['*CN=alice'], may: ['look'] }]
    writeFileSync(join(daemon.folder, 'etc/access.json'), JSON.stringify({ rules }))
    await daemon.restart()
    const again = /tls:\/\/127\.0\.0\.1:(\d+)/.exec(daemon.greeting)?.[1] ?? ''
    const at = (folder: string): string => uri(folder).replace(`:${port}/`, `:${again}/`)
    expect((await daemon.virshAt(at(pki.client('bob', '/CN=bob')), 'list')).code).toBe(1)
    expect((await daemon.virshAt(at(other.client('alice', '/CN=alice')), 'list')).code).toBe(1)
    const alice = at(pki.client('alice', '/O=x/CN=alice'))
    expect((await daemon.virshAt(alice, 'list')).code).toBe(0)
    expect((await daemon.virshAt(alice, 'define', '/dev/null')).code).toBe(1)
    const ca = readFileSync(join(pki.folder, 'server/cacert.pem'))
    const nobody = connectTls({ host: '127.0.0.1', port: Number(again), ca, checkServerIdentity: () => undefined })
    await new Promise((gone) => nobody.on('error', () => {}).on('close', gone))
    expect(nobody.bytesRead).toBe(0)
  })

  test('who does not shake hands keeps nobody out, and the daemon ends with them there', async () => {
    using pki = new Pki()
    const { daemon, uri, port } = await start(pki)
    await using _ = daemon
    const silent = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const socket = connect(port, '127.0.0.1').on('error', () => {})
        await once(socket, 'connect')
        return socket
      }),
    )
    silent[0]?.write('GET / HTTP/1.1\r\n\r\n')
    expect((await daemon.virshAt(uri(pki.client('alice', '/CN=alice')), 'list')).code).toBe(0)
    for (const socket of silent.slice(20)) socket.destroy()
  })
})

test.skipIf(virshMissing)('over TCP everybody of this machine looks, and no more', async () => {
  await using daemon = await Daemon.start('--listen-tcp', '127.0.0.1:0')
  const [, uri = ''] = /'(qemu\+tcp:[^']*)'/.exec(daemon.greeting) ?? []
  expect((await daemon.virshAt(uri, 'list')).code).toBe(0)
  expect((await daemon.virshAt(uri, 'define', '/etc/hostname')).err).toMatch(/access denied/)
})
