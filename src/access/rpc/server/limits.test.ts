import { duplexPair } from 'node:stream'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { RpcPeer, served } from '../../../../test/support/rpc-peer.ts'
import { decode, encode, encodeFrame, int, messageTypes } from '../../../formats/xdr/index.ts'
import type { Identity } from '../../chain/identity.ts'
import { wireError } from '../protocol/error.ts'
import { procedureNumbers } from '../protocol/numbers.ts'
import { keepaliveProcedures, programs } from '../protocol/programs.ts'
import type { DescriptorCarrier } from './descriptors.ts'
import type { Limits } from './limits.ts'
import { RpcServer } from './server.ts'

const user = (uid: number): Partial<Identity> => ({ process: { pid: 1, uid, gid: uid, groups: [] } })

/** A client of a user, who has not said what it opens. */
function stranger({ server }: { server: RpcServer }, identity: Partial<Identity>): RpcPeer {
  const [mine, theirs] = duplexPair()
  server.accept(theirs, identity)
  return new RpcPeer(mine)
}

async function friend(place: { server: RpcServer }, identity: Partial<Identity>): Promise<RpcPeer> {
  const peer = stranger(place, identity)
  await peer.call('CONNECT_OPEN', { name: '', flags: 0 })
  return peer
}

describe('one user does not take the places of others (denial of service)', () => {
  test('places of clients', async () => {
    const place = served({}, { clients: 10, clientsOfOne: 2 })
    await friend(place, user(1))
    const second = await friend(place, user(1))
    await expect(friend(place, user(1))).rejects.toThrow(/has ended/)
    await friend(place, user(2))
    second.socket.end()
    await expect.poll(() => friend(place, user(1)).catch(() => undefined)).toBeTruthy()
  })

  test('those of many strangers are for somebody else, too', async () => {
    const place = served({}, { strangers: 4, strangersOfOne: 3 })
    const [first, second, third] = [stranger(place, user(1)), stranger(place, user(1)), stranger(place, user(1))]
    const other = stranger(place, user(2))
    const friendly = stranger(place, user(3))
    await first.ended()
    expect(await friendly.call('AUTH_LIST')).toEqual({ kinds: [0] })
    // Of whom there are as many as of anybody has to wait.
    await stranger(place, user(2)).ended()
    for (const each of [second, third, other]) expect(each.closed).toBe(false)
    friendly.socket.end()
    await expect.poll(() => place.server.clients).toBe(3)
  })

  test('who says little, and that slowly, has no more time for it', async () => {
    const place = served({}, { openWithin: 200 })
    const [slow, busy] = [stranger(place, user(1)), stranger(place, user(2))]
    const frame = slow.frame({ procedure: procedureNumbers.CONNECT_OPEN }, new Uint8Array(1000))
    let at = 0
    const talk = setInterval(() => {
      slow.socket.write(frame.subarray(at, ++at))
      busy.send('AUTH_LIST')
    }, 10)
    await Promise.all([slow.ended(), busy.ended()])
    clearInterval(talk)
    expect(busy.frames.length).toBeGreaterThan(0)
    expect(at).toBeLessThan(100)
    expect(place.server.clients).toBe(0)
  })

  test('places of strangers', async () => {
    const place = served({}, { strangers: 3, strangersOfOne: 2 })
    stranger(place, user(1))
    stranger(place, user(1))
    await stranger(place, user(1)).ended()
    await friend(place, user(2))
  })

  test('root always gets in, to see what goes on', async () => {
    const place = served({}, { clients: 1, strangers: 1 })
    stranger(place, user(1))
    await stranger(place, user(2)).ended()
    await friend(place, user(0))
  })
})

describe('memory (CVE-2018-1064, CVE-2024-2494)', () => {
  test('who may only look sends nothing long', async () => {
    const place = served({}, { lookingFrame: 1000 })
    const looking = await friend(place, { ...user(1), readOnly: true })
    looking.socket.write(looking.frame({ procedure: procedureNumbers.CONNECT_GET_TYPE }, new Uint8Array(1000)))
    await looking.ended()
    const working = await friend(place, user(1))
    working.socket.write(working.frame({ procedure: procedureNumbers.CONNECT_GET_TYPE }, new Uint8Array(1000)))
    await working.next()
  })

  test('calls that wait are few bytes in all, and none is lost', async () => {
    const place = served({ define: async () => Promise.reject(new Error('no')) }, { callBytes: 10_000, callsAtOnce: 1 })
    const peer = await friend(place, user(1))
    const xml = 'x'.repeat(9000)
    const serials = Array.from({ length: 20 }, () => peer.send('DOMAIN_DEFINE_XML', { xml }))
    expect(peer.socket.writableLength).toBeGreaterThan(9000 * 10)
    for (const serial of serials) await peer.next(({ header }) => header.serial === serial)
  })

  test.each([0x8000_0000, 0xffff_ffff, 0x7fff_ffff])('a length of %i reserves nothing', async (length) => {
    const peer = await friend(served(), user(1))
    const payload = new Uint8Array(8)
    new DataView(payload.buffer).setUint32(0, length)
    peer.socket.write(peer.frame({ procedure: procedureNumbers.DOMAIN_LOOKUP_BY_NAME }, payload))
    expect(decode(wireError, (await peer.next()).payload)).toMatchObject({ code: 39 })
  })
})

describe('a client with all the calls that it may have outstanding', () => {
  test('is still told that the daemon is there (libvirtd stops reading)', async () => {
    const waiting = Promise.withResolvers<string>()
    const peer = await friend(served({ hostname: () => waiting.promise }, { callsAtOnce: 2, callsWaiting: 5 }), user(1))
    for (let count = 0; count < 7; count++) peer.send('CONNECT_GET_HOSTNAME')
    const { number: program, version } = programs.keepalive
    const header = {
      program,
      version,
      procedure: keepaliveProcedures.PING,
      type: messageTypes.MESSAGE,
      serial: 0,
      status: 0,
    }
    peer.socket.write(encodeFrame({ header, payload: new Uint8Array() }))
    const pong = await peer.next()
    expect([pong.header.program, pong.header.procedure]).toEqual([program, keepaliveProcedures.PONG])
    waiting.resolve('here')
    for (let count = 0; count < 7; count++) await peer.next()
  })

  test('is not taken for gone because it is not read', async () => {
    const waiting = Promise.withResolvers<string>()
    const limits = { callsAtOnce: 1, callsWaiting: 1, keepalive: { interval: 100, count: 2 } }
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const peer = await friend(served({ hostname: () => waiting.promise }, limits), user(1))
    await peer.call('CONNECT_SUPPORTS_FEATURE', { feature: 10 })
    for (let count = 0; count < 5; count++) peer.send('CONNECT_GET_HOSTNAME')
    await vi.advanceTimersByTimeAsync(1000)
    expect(peer.closed).toBe(false)
    waiting.resolve('here')
    for (let count = 0; count < 5; count++) {
      await peer.next(({ header }) => header.procedure === procedureNumbers.CONNECT_GET_HOSTNAME)
    }
  })
})

describe('descriptors (CVE-2020-14339)', () => {
  /** A client whose descriptors are numbers that stand for some. */
  async function carrying(limits: Partial<Limits> = {}) {
    const closed: number[] = []
    let told: Parameters<DescriptorCarrier['listen']>[0] | undefined
    const carrier: DescriptorCarrier = {
      listen: (listener) => {
        told = listener
      },
      ...{ pause: () => {}, resume: () => {}, send: async () => {} },
    }
    const server = new RpcServer({
      host: { events: () => (async function* () {})() } as never,
      ...{ uris: ['qemu:///system'], limits },
      descriptors: { over: () => carrier, close: (each) => void closed.push(each) },
    })
    const peer = await friend({ server }, user(1))
    expect(await peer.call('CONNECT_SUPPORTS_FEATURE', { feature: 8 })).toEqual({ value: 1 })
    const call = (count: number): Uint8Array =>
      peer.frame({ type: messageTypes.CALL_WITH_FDS, procedure: 9999 }, encode(int, count, 4))
    const bring = (bytes: Uint8Array, ...descriptors: number[]): void => told?.received({ bytes, descriptors })
    return { peer, closed, call, bring, end: () => told?.ended() }
  }

  test('are closed after the call, whatever becomes of it, and however they come', async () => {
    const { peer, closed, call, bring } = await carrying()
    bring(call(2))
    bring(new Uint8Array(1), 101)
    expect(closed).toEqual([])
    bring(new Uint8Array(1), 102)
    expect(decode(wireError, (await peer.next()).payload)).toMatchObject({ code: 39, message: /^unknown procedure/ })
    expect(closed).toEqual([101, 102])
    bring(Buffer.concat([call(1), new Uint8Array(1)]), 103)
    await peer.next()
    expect(closed).toEqual([101, 102, 103])
  })

  test('that belong to nothing are closed with the connection', async () => {
    const { peer, closed, bring, end } = await carrying()
    bring(new Uint8Array(0), 101, 102)
    end()
    await peer.ended()
    await expect.poll(() => closed).toEqual([101, 102])
  })

  test('without a message end the connection at once', async () => {
    const { peer, closed, bring } = await carrying()
    bring(peer.frame({ procedure: procedureNumbers.CONNECT_GET_TYPE }), 101)
    await peer.ended()
    await expect.poll(() => closed).toEqual([101])
  })

  test('that do not come end the connection in time: one may be its own other end', async () => {
    const { peer, closed, call, bring } = await carrying({ descriptorsWithin: 50 })
    bring(call(2))
    bring(new Uint8Array(1), 101)
    await peer.ended()
    await expect.poll(() => closed).toEqual([101])
  })

  test('more than there is room for, or fewer than were announced, end the connection', async () => {
    const many = await carrying()
    many.bring(new Uint8Array(0), ...Array.from({ length: 65 }, (_, index) => 100 + index))
    await many.peer.ended()
    await expect.poll(() => many.closed.length).toBe(65)
    const few = await carrying()
    few.bring(Buffer.concat([few.call(2), new Uint8Array(2), few.call(0)]), 101)
    await few.peer.ended()
    await expect.poll(() => few.closed).toEqual([101])
  })
})

test('a client that says no more is heard to the end, and hears no more (half-closed sockets)', async () => {
  const peer = await friend(served({ hostname: async () => 'here' }), user(1))
  peer.send('CONNECT_GET_HOSTNAME')
  peer.socket.end()
  await peer.ended()
  expect(peer.frames.length).toBeLessThanOrEqual(1)
})
