import { type Duplex, duplexPair } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { jsonValues } from '../../formats/json-lines/index.ts'
import { QmpClient, type QmpClientOptions, QmpError } from './index.ts'

type Request = { execute: string; arguments?: object; id: number }
type Peer = { stream: Duplex; send: (value: unknown) => void; requests: Request[] }

const greeting = { QMP: { version: { qemu: { major: 7, minor: 2, micro: 0 }, package: '' }, capabilities: ['oob'] } }
const opened: QmpClient[] = []

afterEach(() => Promise.all(opened.splice(0).map((client) => client.close())))

/** A client and its pretended QEMU, which answers as `answer` says; undefined leaves a request unanswered. */
function pair(answer: (request: Request, peer: Peer) => unknown = () => ({}), options: QmpClientOptions = {}) {
  const [near, far] = duplexPair()
  const client = QmpClient.over(near, { timeout: 1000, ...options })
  opened.push(client)
  const peer: Peer = { stream: far, send: (value) => far.write(`${JSON.stringify(value)}\r\n`), requests: [] }
  far.setEncoding('utf8')
  far.on('error', () => {})
  far.on('data', (text: string) => {
    for (const request of jsonValues(text) as Iterable<Request>) {
      peer.requests.push(request)
      const result = request.execute === 'qmp_capabilities' ? {} : answer(request, peer)
      if (result !== undefined) peer.send({ return: result, id: request.id })
    }
  })
  return { client, peer }
}

describe('an honest QEMU', () => {
  test('negotiates, and takes commands before the greeting has come', async () => {
    const { client, peer } = pair((request) => (request.execute === 'query-status' ? { status: 'prelaunch' } : {}))
    const status = client.execute('query-status')
    peer.send(greeting)
    await client.ready
    expect(await status).toEqual({ status: 'prelaunch' })
    expect(peer.requests.map(({ execute }) => execute)).toEqual(['qmp_capabilities', 'query-status'])
  })

  test('that has much to say lets others speak in between', async () => {
    const { client, peer } = pair()
    peer.send(greeting)
    await client.ready
    let [heard, turns] = [0, 0]
    const first = client.waitFor('STOP')
    client.listen(() => heard++)
    const line = `${JSON.stringify({ event: 'STOP', data: {} })}\r\n`
    for (let count = 0; count < 20; count++) peer.stream.write(line.repeat(2000))
    await first
    for (; heard < 40_000; turns++) await setImmediate()
    expect(turns).toBeGreaterThanOrEqual(15)
  })

  test('replies find their commands in any order', async () => {
    const held: Request[] = []
    const { client, peer } = pair((request) => void held.push(request))
    peer.send(greeting)
    await client.ready
    const replies = ['a', 'b', 'c'].map((name) => client.executeAny(name, { name }))
    await expect.poll(() => held.length).toBe(3)
    for (const request of held.reverse()) peer.send({ return: request.execute, id: request.id })
    expect(await Promise.all(replies)).toEqual(['a', 'b', 'c'])
  })

  test('an answer is owed until it has come, though nobody waits for it any more', async () => {
    const held: Request[] = []
    const { client, peer } = pair((request) => void held.push(request), { timeout: 20 })
    peer.send(greeting)
    await client.ready
    expect(client.busySince).toBeUndefined()
    const before = Date.now()
    await expect(client.executeAny('first')).rejects.toMatchObject({ code: 'OPERATION_TIMEOUT' })
    const { busySince = 0 } = client
    expect(busySince).toBeGreaterThanOrEqual(before)
    const second = client.executeAny('second', undefined, { timeout: 10_000 })
    expect(client.busySince).toBe(busySince)
    for (const { id } of held) peer.send({ return: {}, id })
    await second
    expect(client.busySince).toBeUndefined()
  })

  test("keeps QEMU's error class", async () => {
    const { client, peer } = pair(
      ({ id }, peer) => void peer.send({ error: { class: 'DeviceNotFound', desc: "Device 'x' not found" }, id }),
    )
    peer.send(greeting)
    const error = await client.executeAny('device_del', { id: 'x' }).catch((error) => error)
    expect(error).toBeInstanceOf(QmpError)
    expect(error).toMatchObject({ errorClass: 'DeviceNotFound', command: 'device_del', code: 'OPERATION_FAILED' })
  })

  test('events reach the iterator and whoever waits for one of them', async () => {
    const { client, peer } = pair()
    peer.send(greeting)
    await client.ready
    const events = client.events()
    const waited = client.waitFor('DEVICE_DELETED', { where: ({ data }) => data.device === 'two' })
    for (const device of ['one', 'two']) {
      peer.send({ event: 'DEVICE_DELETED', data: { device }, timestamp: { seconds: 5, microseconds: 250_000 } })
    }
    expect(await waited).toEqual({ event: 'DEVICE_DELETED', data: { device: 'two' }, time: 5250 })
    expect((await events.next()).value.data).toEqual({ device: 'one' })
    await client.close()
    expect((await events.next()).value.data).toEqual({ device: 'two' })
    expect(await events.next()).toEqual({ value: undefined, done: true })
  })

  test.each([1, 2, 3, 7, 50])('pieces of %i bytes, through characters of several bytes', async (size) => {
    const { client, peer } = pair(({ id }, { stream }) => {
      const bytes = Buffer.from(`${JSON.stringify({ return: 'žluťoučký 🐎 "\\', id })}\n`)
      for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size))
    })
    peer.send(greeting)
    expect(await client.executeAny('x')).toBe('žluťoučký 🐎 "\\')
  })
})

describe('a hostile or dying peer', () => {
  test.each([
    ['garbage', 'hello, who is there?\n', /is not JSON: hello/],
    ['JSON that is not QMP', '{"jsonrpc":"2.0"}\n', /does not greet/],
    ['a number', '42\n', /not QMP: 42/],
    ['nesting', `${'['.repeat(100_000)}\n`, /nested too deep/],
    ['an endless line', '{"QMP":"'.padEnd(5000, 'x'), /too long/],
  ])('%s', async (_name, text, expected) => {
    const { client, peer } = pair(undefined, { limits: { maxLength: 4000 } })
    peer.stream.write(text)
    if (_name === 'nesting') peer.stream.write('\n')
    const expectation = _name === 'nesting' ? /nested too deep|too long/ : expected
    await expect(client.ready).rejects.toThrow(expectation)
    expect((await client.closed)?.message).toMatch(expectation)
    await expect(client.execute('query-status')).rejects.toThrow(expectation)
  })

  test('nothing at all', async () => {
    const [near] = duplexPair()
    const client = QmpClient.over(near, { timeout: 20 })
    await expect(client.ready).rejects.toMatchObject({ code: 'OPERATION_TIMEOUT' })
  })

  test('half a line, then the end', async () => {
    const { client, peer } = pair()
    peer.stream.end('{"QMP": {"vers')
    await expect(client.ready).rejects.toThrow(/closed the connection/)
  })

  test('it dies with commands under way', async () => {
    const { client, peer } = pair(() => undefined)
    peer.send(greeting)
    await client.ready
    const commands = [client.execute('cont'), client.execute('stop'), client.waitFor('STOP')]
    peer.stream.destroy()
    for (const result of await Promise.allSettled(commands)) expect(result.status).toBe('rejected')
  })

  test('a command that is never answered, and an answer that comes too late', async () => {
    const asked: Request[] = []
    const { client, peer } = pair((request) => void asked.push(request))
    peer.send(greeting)
    await client.ready
    await expect(client.executeAny('slow', {}, { timeout: 10 })).rejects.toMatchObject({ code: 'OPERATION_TIMEOUT' })
    peer.send({ return: 'late', id: asked[0]?.id })
    const next = client.executeAny('next')
    await expect.poll(() => asked.length).toBe(2)
    peer.send({ return: 'in time', id: asked[1]?.id })
    expect(await next).toBe('in time')
  })

  test('events without end are not kept without end', async () => {
    const { client, peer } = pair()
    peer.send(greeting)
    await client.ready
    const events = client.events()
    for (let n = 0; n < 5000; n++) peer.send({ event: 'RTC_CHANGE', data: { n } })
    await client.execute('query-status')
    const read = async () => {
      for await (const _ of events);
    }
    await expect(read()).rejects.toThrow(/left unread/)
  })

  test('closing twice, and a command after it', async () => {
    const { client, peer } = pair()
    peer.send(greeting)
    await client.ready
    await Promise.all([client.close(), client.close()])
    expect(await client.closed).toBeUndefined()
    await expect(client.execute('cont')).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
  })
})

test('no QEMU there', async () => {
  const client = QmpClient.at('/nonexistent/monitor.sock')
  await expect(client.ready).rejects.toThrow(/connection to QEMU was lost: .*ENOENT/)
})
