import { type Duplex, duplexPair } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Random } from '../../../../test/fuzz/random.ts'
import { encodeFrame, type Frame, type FrameHeader, FrameSplitter, messageTypes } from '../../../formats/xdr/index.ts'
import { keepaliveProcedures, programs } from '../protocol/programs.ts'
import { Channel } from './channel.ts'
import { clientLimits } from './limits.ts'

/** A server that says just what a test wants. */
function peered(limits = clientLimits) {
  const [mine, theirs] = duplexPair()
  const heard: Frame[] = []
  const told: number[] = []
  const splitter = new FrameSplitter()
  theirs.on('data', (chunk: Uint8Array) => heard.push(...splitter.push(chunk))).on('error', () => {})
  const message = ({ procedure }: { procedure: number }): void => void told.push(procedure)
  const channel = new Channel({ socket: mine, uri: 'test', limits, message })
  const say = (header: Partial<FrameHeader>, payload: Uint8Array = new Uint8Array()): void => {
    const { number: program, version } = programs.remote
    const usual = { program, version, procedure: 1, type: messageTypes.REPLY, serial: 0, status: 0 }
    theirs.write(encodeFrame({ header: { ...usual, ...header }, payload }))
  }
  return { channel, heard, told, say, socket: mine, theirs }
}

const target = { program: programs.remote.number, version: 1, procedure: 1 }
const call = { target, payload: new Uint8Array() }
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

test('answers find their calls by their numbers', async () => {
  const { channel, heard, say } = peered()
  const [first, second] = [channel.request(call), channel.request(call)]
  await setImmediate()
  expect(heard.map(({ header }) => header.serial)).toEqual([0, 1])
  say({ serial: 1 }, Buffer.from('second'))
  say({ serial: 0 }, Buffer.from('first'))
  expect([text((await first).payload), text((await second).payload)]).toEqual(['first', 'second'])
  channel.close()
  expect(await channel.ended).toBeUndefined()
})

const faults: [what: string, say: (peer: ReturnType<typeof peered>) => void][] = [
  ['an answer to a call that was not made', ({ say }) => say({ serial: 9 })],
  ['an answer that comes twice', ({ say }) => [say({}), say({})]],
  ['an answer from another program', ({ say }) => say({ program: programs.qemu.number })],
  ['a call of its own', ({ say }) => say({ type: messageTypes.CALL })],
  ['a message too long for a stranger', ({ say }) => say({}, new Uint8Array(65 << 10))],
  ['a length that has no room for the header', ({ theirs }) => theirs.write(Buffer.from('0000000a', 'hex'))],
  ['a length beyond all limits', ({ theirs }) => theirs.write(Buffer.from('7fffffff', 'hex'))],
  ['descriptors that are not counted', ({ say }) => say({ type: messageTypes.REPLY_WITH_FDS })],
  ['more descriptors than there may be', ({ say }) => say({ type: messageTypes.REPLY_WITH_FDS }, Buffer.alloc(4, 1))],
  ['a hole', ({ say }) => say({ type: messageTypes.STREAM_HOLE })],
  ['nothing any more', ({ theirs }) => theirs.end()],
]

test.each(faults)('a server that says %s is left, and every call fails', async (_, fault) => {
  const peer = peered({ ...clientLimits, callsAtOnce: 1 })
  const calls = [peer.channel.request(call), peer.channel.request(call), peer.channel.request(call)]
  const settled = Promise.allSettled(calls)
  await setImmediate()
  fault(peer)
  expect(await peer.channel.ended).toMatchObject({ code: 'NO_CONNECT', data: { lost: true } })
  expect((await settled).at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'NO_CONNECT' } })
  expect(peer.socket.destroyed).toBe(true)
  await expect(peer.channel.request(call)).rejects.toMatchObject({ code: 'NO_CONNECT' })
})

test('an answer for another procedure, or a failure that can not be read, fails that call alone', async () => {
  const { channel, say } = peered()
  const [first, second, third] = [channel.request(call), channel.request(call), channel.request(call)]
  await setImmediate()
  say({ serial: 0, procedure: 7 })
  say({ serial: 1, status: 1 }, Buffer.from('ffffffff', 'hex'))
  say({ serial: 2 })
  await expect(first).rejects.toMatchObject({ code: 'RPC' })
  await expect(second).rejects.toMatchObject({ code: 'RPC' })
  await third
})

test('the bytes of descriptors, and what is for nobody, are passed over', async () => {
  const { channel, say, theirs, told } = peered()
  const reply = channel.request(call)
  await setImmediate()
  say({ type: messageTypes.STREAM, serial: 5 }, Buffer.from('late'))
  say({ type: messageTypes.MESSAGE, procedure: 318 })
  say({ type: messageTypes.REPLY_WITH_FDS }, Buffer.from('00000002abcdef01', 'hex'))
  theirs.write(Buffer.alloc(2))
  expect(Buffer.from((await reply).payload).toString('hex')).toBe('abcdef01')
  const next = channel.request(call)
  await setImmediate()
  say({ serial: 1 })
  await next
  expect(told).toEqual([318])
})

test('both sides may ask whether the other is there; one that is silent is left', async () => {
  const { channel, heard, say } = peered({ ...clientLimits, keepalive: { interval: 10, count: 2 } })
  const keepalive = { program: programs.keepalive.number, type: messageTypes.MESSAGE }
  say({ ...keepalive, procedure: keepaliveProcedures.PING })
  await setImmediate()
  expect(heard.map(({ header }) => header.procedure)).toEqual([keepaliveProcedures.PONG])
  channel.trust({ keepalive: true })
  expect(await channel.ended).toMatchObject({ message: expect.stringContaining('silent') })
  expect(heard.slice(1).map(({ header }) => header.procedure)).toEqual(Array(2).fill(keepaliveProcedures.PING))
})

test('whatever comes, calls end and nothing else breaks', async () => {
  const random = new Random(20_261_123)
  for (let round = 0; round < 500; round++) {
    const peer = peered({ ...clientLimits, keepalive: { interval: 1000, count: 1 } })
    const sink = { data: () => {}, finished: () => {}, failed: () => {} }
    const calls = Array.from({ length: 6 }, () => peer.channel.request({ ...call, sink }))
    const settled = Promise.allSettled(calls)
    await setImmediate()
    for (let frame = 0; frame < 8; frame++) {
      const bytes = encodeFrame({
        header: {
          ...{ program: random.pick([programs.remote.number, programs.keepalive.number, 0]), version: 1 },
          ...{ procedure: random.pick([1, 1, 1, 318, 0xffff_ffff]), type: random.pick([1, 1, 2, 3, 5, 6, 77]) },
          ...{ serial: random.pick([0, 1, 2, 3, 0xffff_ffff]), status: random.pick([0, 1, 2, 3]) },
        },
        payload: random.bytes(random.below(200)),
      })
      if (random.below(4) === 0) bytes[random.below(bytes.length)] = random.below(256)
      peer.theirs.write(bytes)
    }
    peer.theirs.end()
    await settled
    expect(peer.channel.isOver).toBe(true)
  }
})

test('a server that asks without end and reads nothing is left', async () => {
  const [mine, theirs] = duplexPair()
  const channel = new Channel({ socket: mine, uri: 'test', limits: { ...clientLimits, unsentAnswers: 4096 } })
  const { number: program, version } = programs.keepalive
  const header = {
    program,
    version,
    procedure: keepaliveProcedures.PING,
    type: messageTypes.MESSAGE,
    serial: 0,
    status: 0,
  }
  const ping = encodeFrame({ header, payload: new Uint8Array() })
  let over = false
  void channel.ended.then(() => {
    over = true
  })
  for (let round = 0; round < 100_000 && !over; round++) {
    theirs.write(ping)
    if (round % 100 === 0) await setImmediate()
  }
  expect(await channel.ended).toMatchObject({ message: expect.stringContaining('reads nothing') })
  expect((mine as Duplex).writableLength).toBeLessThan(64 << 10)
})
