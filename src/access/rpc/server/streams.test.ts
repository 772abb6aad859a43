import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { hostWith, type RpcPeer, served, testHandle } from '../../../../test/support/rpc-peer.ts'
import { decode, encode, messageTypes } from '../../../formats/xdr/index.ts'
import { wireError } from '../protocol/error.ts'
import { procedures } from '../protocol/index.ts'
import { procedureNumbers } from '../protocol/numbers.ts'

const procedure = procedureNumbers.DOMAIN_OPEN_CONSOLE

/** Opens a console under a number of the test's own, and returns the answer. */
async function open(peer: RpcPeer, serial: number, device: string) {
  const args = encode(
    procedures.DOMAIN_OPEN_CONSOLE?.args as never,
    { dom: testHandle, device, flags: 0 } as never,
    1000,
  )
  peer.socket.write(peer.frame({ procedure, serial }, args))
  const { header, payload } = await peer.next(({ header }) => header.type === messageTypes.REPLY)
  return header.status === 0 ? undefined : decode(wireError, payload)
}

test('two under one number are refused: the first would have nobody who could end it', async () => {
  const opened: PassThrough[] = []
  const console = async () => {
    opened.push(new PassThrough())
    return opened.at(-1) as PassThrough
  }
  const { connect } = served(hostWith({ console }))
  const peer = await connect()
  expect(await open(peer, 7, 'serial0')).toBeUndefined()
  expect(await open(peer, 7, 'serial1')).toMatchObject({ code: 39, message: /already/ })
  expect(await open(peer, 8, 'serial1')).toBeUndefined()
  peer.socket.end()
  await expect.poll(() => opened.map(({ destroyed }) => destroyed)).toEqual([true, true])
  // Both are free again, though one was opened in vain.
  const next = await connect()
  expect(await open(next, 1, 'serial0')).toBeUndefined()
  expect(await open(next, 2, 'serial1')).toBeUndefined()
})

test('two that are opened at the same time under one number are one', async () => {
  const slow = Promise.withResolvers<void>()
  const console = () => slow.promise.then(() => new PassThrough())
  const peer = await served(hostWith({ console })).connect()
  const [first, second] = [open(peer, 7, 'serial0'), open(peer, 7, 'serial1')]
  slow.resolve()
  expect([await first, await second].filter((error) => error === undefined)).toHaveLength(1)
})

test('one client has few of them', async () => {
  const { connect } = served(hostWith({ console: async () => new PassThrough() }), { streams: 3 })
  const peer = await connect()
  for (const serial of [1, 2, 3]) expect(await open(peer, serial, `serial${serial}`)).toBeUndefined()
  expect(await open(peer, 4, 'serial4')).toMatchObject({ code: 9, message: /more than 3 streams/ })
  expect(await open(await connect(), 4, 'serial4')).toBeUndefined()
})

test('who opens many and reads none costs little, holds up nobody, and is let go of', async () => {
  let taken = 0
  const sources: Readable[] = []
  const endless = (): Readable =>
    new Readable({
      read() {
        taken += 65_536
        this.push(new Uint8Array(65_536))
      },
    })
  const console = async () => {
    const source = endless()
    sources.push(source)
    return Object.assign(source, { write: () => true }) as unknown as PassThrough
  }
  const { connect, server } = served(hostWith({ console, hostname: async () => 'here' } as never), { unsent: 1 << 20 })
  const greedy = await connect()
  for (let serial = 1; serial <= 20; serial++) expect(await open(greedy, serial, `serial${serial}`)).toBeUndefined()
  greedy.socket.pause()
  const other = await connect()
  await other.call('CONNECT_GET_TYPE')
  const before = taken
  for (let count = 0; count < 50; count++) await other.call('CONNECT_GET_TYPE')
  // What is under way for each, and not more with time.
  expect(taken - before).toBeLessThan(20 * 4 * 65_536)
  greedy.socket.resume()
  greedy.socket.end()
  await expect.poll(() => sources.every(({ destroyed }) => destroyed)).toBe(true)
  expect(server.clients).toBe(1)
})
