import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import { join } from 'node:path'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { opensslMissing, Pki } from '../../test/support/pki.ts'
import type { Identity } from '../access/chain/identity.ts'
import { listenTls } from './tls-listener.ts'
import { x509Files } from './x509-files.ts'

const gone = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()))

describe.skipIf(opensslMissing)(`certificates${opensslMissing ? `: ${opensslMissing}` : ''}`, () => {
  let pki: Pki
  let server: string
  beforeAll(() => {
    pki = new Pki()
    server = pki.server()
  })
  afterAll(() => pki[Symbol.dispose]())

  /** A listener, and what has become of those who came. */
  async function place(handshakeWithin?: number) {
    const accepted: Identity[] = []
    const refused: string[] = []
    const sockets: TLSSocket[] = []
    const listener = await listenTls(
      { host: '127.0.0.1', port: 0 },
      {
        ...{ files: () => x509Files(server), admits: () => true, handshakeWithin },
        accept: (socket, identity) => {
          accepted.push(identity)
          sockets.push(socket)
          socket.on('data', (chunk) => socket.write(chunk))
        },
        refused: (_, why) => void refused.push(why),
      },
    )
    /** What a client reads first, or nothing where it is sent away. */
    const first = async (folder?: string, more: ConnectionOptions = {}): Promise<number | undefined> => {
      const client = open(folder, more)
      try {
        const chunk = await Promise.race([new Promise((heard) => client.once('data', heard)), gone(client)])
        return chunk instanceof Uint8Array ? chunk[0] : undefined
      } finally {
        client.destroy()
      }
    }
    const open = (folder?: string, more: ConnectionOptions = {}): TLSSocket => {
      const file = (name: string): Buffer | undefined => (folder ? readFileSync(join(folder, name)) : undefined)
      const client = connectTls({
        ...{ host: '127.0.0.1', port: listener.port, ca: readFileSync(join(server, 'cacert.pem')) },
        ...{ cert: file('clientcert.pem'), key: file('clientkey.pem'), checkServerIdentity: () => undefined, ...more },
      })
      return client.on('error', () => {})
    }
    return {
      ...{ listener, accepted, refused, first, open },
      [Symbol.asyncDispose]: async () => {
        for (const socket of sockets) socket.destroy()
        await listener[Symbol.asyncDispose]()
      },
    }
  }

  test('one of the authority gets in', async () => {
    await using here = await place()
    expect(await here.first(pki.client('alice', '/CN=alice'))).toBe(1)
    expect(here.accepted).toMatchObject([{ door: 'tls', certificate: 'CN=alice' }])
  })

  test('none, one of another authority, one whose time is over, and one for servers get no byte', async () => {
    using other = new Pki()
    await using here = await place()
    const ofServer = {
      cert: readFileSync(join(server, 'servercert.pem')),
      key: readFileSync(join(server, 'serverkey.pem')),
    }
    for (const [folder, why, more] of [
      [undefined, /peer did not return a certificate/],
      [other.client('alice', '/CN=alice'), /^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/],
      [pki.expired('late', '/CN=late'), /^CERT_HAS_EXPIRED$/],
      [undefined, /^INVALID_PURPOSE$/, ofServer],
    ] as const) {
      expect(await here.first(folder, more)).toBeUndefined()
      await expect.poll(() => here.refused.join('|')).toMatch(why)
      here.refused.splice(0)
    }
    expect(here.accepted).toEqual([])
  })

  test('one that is taken back is refused from when the files are read again', async () => {
    const carol = pki.client('carol', '/CN=carol')
    const dave = pki.client('dave', '/CN=dave')
    await using here = await place()
    expect(await here.first(carol)).toBe(1)
    pki.revoke(carol)
    expect(await here.first(carol)).toBe(1)
    here.listener.reload()
    expect(await here.first(carol)).toBeUndefined()
    expect(await here.first(dave)).toBe(1)
  })

  test('a handshake has its time, however slowly somebody talks', async () => {
    await using here = await place(300)
    const hello = Buffer.from('1603010200010001fc0303', 'hex')
    const talking = connectTcp(here.listener.port, '127.0.0.1').on('error', () => {})
    let at = 0
    const word = setInterval(() => talking.write(hello.subarray(at, ++at)), 20)
    const silent = connectTcp(here.listener.port, '127.0.0.1').on('error', () => {})
    await Promise.all([gone(talking.resume()), gone(silent.resume())])
    clearInterval(word)
    expect(at).toBeLessThan(40)
    expect(here.accepted).toEqual([])
  })

  test('who opens many and says nothing makes way for who is new', async () => {
    await using here = await place()
    const silent: Socket[] = []
    for (let count = 0; count < 60; count++) {
      const socket = connectTcp(here.listener.port, '127.0.0.1').on('error', () => {})
      await once(socket, 'connect')
      silent.push(socket)
    }
    await Promise.all(silent.slice(0, 10).map((socket) => socket.destroyed || gone(socket.resume())))
    expect(await here.first(pki.client('erin', '/CN=erin'))).toBe(1)
    for (const socket of silent) socket.destroy()
  })

  test('nobody shakes hands a second time in one connection', async () => {
    await using here = await place()
    const frank = pki.client('frank', '/CN=frank')
    const client = here.open(frank, { maxVersion: 'TLSv1.2' })
    await once(client, 'data')
    const refused = new Promise<Error>((resolve) => client.once('error', resolve))
    client.renegotiate({}, () => {})
    expect(String(await refused)).toMatch(/no renegotiation/)
    client.destroy()
    expect(await here.first(frank, { maxVersion: 'TLSv1.2' })).toBe(1)
    expect(await here.first(frank, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).toBeUndefined()
  })
})
