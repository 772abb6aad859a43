import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { opensslMissing, Pki } from '../../../../../test/support/pki.ts'
import { served } from '../../../../../test/support/rpc-peer.ts'
import { connect } from '../index.ts'

describe.skipIf(opensslMissing)(`certificates${opensslMissing ? `: ${opensslMissing}` : ''}`, () => {
  const there = served({ hostname: async () => 'there' })
  let pki: Pki
  let folder: string
  let good: Server
  let elsewhere: Server
  let strict: Server

  /** As libvirt's daemons do: inside, one byte first, where the certificate is taken. */
  function listen({ welcome = 1, host = '127.0.0.1' }): Promise<Server> {
    const folder = join(pki.folder, 'server')
    const path = (name: string): string => join(folder, name)
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
    return new Promise((resolve) => server.listen(0, host, () => resolve(server)))
  }

  const uri = (server: Server, more = ''): string => {
    const { address, port } = server.address() as AddressInfo
    return `qemu+tls://${address}:${port}/system?pkipath=${folder}${more}`
  }

  beforeAll(async () => {
    pki = new Pki()
    pki.server()
    folder = pki.client('client', '/CN=client')
    good = await listen({})
    // Its certificate is for another address.
    elsewhere = await listen({ host: '127.0.0.2' })
    strict = await listen({ welcome: 0 })
  })
  afterAll(() => {
    there.server.close()
    for (const server of [good, elsewhere, strict]) server?.close()
    pki?.[Symbol.dispose]()
  })

  test('both sides show theirs, and the daemon is talked to', async () => {
    await using host = await connect(uri(good))
    expect(await host.hostname()).toBe('there')
    expect((await host.domains().catch((error) => error)).code).toBe('INTERNAL_ERROR')
  })

  test('a server that is called otherwise is refused, unless that is wished', async () => {
    await expect(connect(uri(elsewhere))).rejects.toMatchObject({
      ...{ code: 'NO_CONNECT', hint: expect.stringContaining('certificates') },
    })
    await using host = await connect(uri(elsewhere, '&no_verify=1'))
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
