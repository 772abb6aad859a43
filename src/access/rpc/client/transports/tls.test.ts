import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { served } from '../../../../../test/support/rpc-peer.ts'
import { connect } from '../index.ts'

const openssl = '/usr/bin/openssl'
const missing = existsSync(openssl) ? undefined : 'openssl, which makes certificates, is not there'

describe.skipIf(missing)(`certificates${missing ? `: ${missing}` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-tls-'))
  const there = served({ hostname: async () => 'there' })
  const path = (name: string): string => join(folder, name)
  const run = (...words: string[]) => execFileSync(openssl, words, { cwd: folder, stdio: 'pipe' })

  /** A certificate that our own authority has signed. */
  function certificate(name: string, subject: string, extensions: string): void {
    run(
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      ...['-subj', subject],
      ...['-keyout', `${name}key.pem`, '-out', 'request.pem'],
    )
    writeFileSync(path('extensions'), extensions)
    run(
      'x509',
      '-req',
      '-in',
      'request.pem',
      '-CA',
      'cacert.pem',
      '-CAkey',
      'cakey.pem',
      '-CAcreateserial',
      ...['-days', '2', '-extfile', 'extensions', '-out', `${name}cert.pem`],
    )
  }

  let good: Server
  let strict: Server

  /** As libvirt's daemons do: inside, one byte first, where the certificate is taken. */
  function listen(welcome: number): Promise<Server> {
    const server = createServer(
      {
        ...{ ca: readFileSync(path('cacert.pem')), cert: readFileSync(path('servercert.pem')) },
        ...{ key: readFileSync(path('serverkey.pem')), requestCert: true, rejectUnauthorized: true },
      },
      (socket) => {
        socket.on('error', () => {}).write(Uint8Array.of(welcome))
        if (welcome === 1) there.server.accept(socket)
        else socket.end()
      },
    )
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
  }

  const uri = (server: Server, host = '127.0.0.1', more = ''): string =>
    `qemu+tls://${host}:${(server.address() as AddressInfo).port}/system?pkipath=${folder}${more}`

  beforeAll(async () => {
    run(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      ...['-subj', '/CN=authority', '-keyout', 'cakey.pem', '-out', 'cacert.pem'],
    )
    certificate('server', '/CN=server', 'subjectAltName=IP:127.0.0.1')
    certificate('client', '/CN=client', 'extendedKeyUsage=clientAuth')
    good = await listen(1)
    strict = await listen(0)
  })
  afterAll(() => {
    there.server.close()
    good?.close()
    strict?.close()
    rmSync(folder, { recursive: true })
  })

  test('both sides show theirs, and the daemon is talked to', async () => {
    await using host = await connect(uri(good))
    expect(await host.hostname()).toBe('there')
    expect((await host.domains().catch((error) => error)).code).toBe('INTERNAL_ERROR')
  })

  test('a server that is called otherwise is refused, unless that is wished', async () => {
    await expect(connect(uri(good, 'localhost'))).rejects.toMatchObject({
      ...{ code: 'NO_CONNECT', hint: expect.stringContaining('certificates') },
    })
    await using host = await connect(uri(good, 'localhost', '&no_verify=1'))
    expect(await host.hostname()).toBe('there')
  })

  test('a server that does not take ours is told from one that is not there', async () => {
    await expect(connect(uri(strict))).rejects.toMatchObject({
      message: expect.stringContaining('does not take our certificate'),
    })
    const gone = uri(strict)
    await new Promise((resolve) => strict.close(resolve))
    await expect(connect(gone)).rejects.toMatchObject({
      code: 'NO_CONNECT',
      message: expect.stringContaining('ECONNREFUSED'),
    })
    await expect(connect(uri(good).replace(folder, '/nowhere'))).rejects.toMatchObject({
      ...{ where: '/nowhere/cacert.pem', hint: expect.stringContaining('pkipath') },
    })
  })
})
