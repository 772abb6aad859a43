import { duplexPair } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../../test/support/eventually.ts'
import { RpcPeer } from '../../../../test/support/rpc-peer.ts'
import type { Host } from '../../../api/index.ts'
import { Feed } from '../../../base/feed.ts'
import type { AuditRecord } from '../../chain/audit.ts'
import { Policy } from '../../chain/policy.ts'
import type { PolkitAnswer, PolkitQuestion } from '../../chain/polkit.ts'
import type { Limits } from './limits.ts'
import { RpcServer } from './server.ts'

interface Asked {
  question: PolkitQuestion
  signal: AbortSignal
  answer(said: PolkitAnswer): void
}

/** A server that leaves everybody to a polkit, which says what a test lets it say. */
function place(limits: Partial<Limits> = {}) {
  const asked: Asked[] = []
  const records: AuditRecord[] = []
  const server = new RpcServer({
    ...{ limits, uris: ['qemu:///system'], audit: (record) => void records.push(record) },
    host: { hostname: async () => 'here', events: () => new Feed<never>().iterate() } as Partial<Host> as Host,
    policy: new Policy({
      ...{ owner: 900, rules: [], polkit: true },
      accounts: { users: new Map(), groups: new Map() },
    }),
    polkit: (question, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<PolkitAnswer>()
      signal.addEventListener('abort', () => reject(signal.reason))
      asked.push({ question, signal, answer: resolve })
      return promise
    },
  })
  const connect = (uid = 1000, readOnly = false): RpcPeer => {
    const [mine, theirs] = duplexPair()
    server.accept(theirs, { readOnly, process: { pid: 5, uid, gid: uid, groups: [], startTime: 77 } })
    return new RpcPeer(mine)
  }
  /** A client that has asked to be let in, and what polkit was asked then. */
  const asking = async (uid?: number): Promise<{ peer: RpcPeer; serial: number; question: Asked }> => {
    const [peer, before] = [connect(uid), asked.length]
    const serial = peer.send('AUTH_POLKIT')
    const question = await eventually(() => asked[before])
    return { peer, serial, question }
  }
  return { server, asked, records, connect, asking }
}

const open = { name: '', flags: 0 }

test('a client learns that polkit decides, and that nothing else is answered before', async () => {
  const { connect, asked } = place()
  const peer = connect()
  expect(await peer.call('AUTH_LIST')).toEqual({ kinds: [2] })
  const required = { code: 39, domain: 7, message: 'authentication required' }
  await expect(peer.call('CONNECT_OPEN', open)).rejects.toMatchObject(required)
  await expect(peer.call('CONNECT_SUPPORTS_FEATURE', { feature: 10 })).rejects.toMatchObject(required)
  await expect(peer.call('CONNECT_GET_HOSTNAME')).rejects.toMatchObject({ code: 1 })
  expect(asked).toEqual([])
  const root = connect(0)
  expect(await root.call('AUTH_LIST')).toEqual({ kinds: [0] })
})

test('who is allowed is in, and is not asked about again', async () => {
  const { asking, asked } = place()
  const { peer, question } = await asking()
  expect(question.question).toEqual({
    ...{ process: { pid: 5, startTime: 77, uid: 1000 }, action: 'org.libvirt.unix.manage' },
  })
  question.answer('allowed')
  await peer.next()
  expect(await peer.call('AUTH_LIST')).toEqual({ kinds: [0] })
  await peer.call('CONNECT_OPEN', open)
  expect(await peer.call('AUTH_LIST')).toEqual({ kinds: [0] })
  await expect(peer.call('AUTH_POLKIT')).rejects.toMatchObject({ code: 45, domain: 7 })
  expect(await peer.call('CONNECT_GET_HOSTNAME')).toEqual({ text: 'here' })
  expect(asked).toHaveLength(1)
})

test.each<[PolkitAnswer, object]>([
  ['denied', { code: 45, domain: 60, message: 'authentication failed: access denied by policy' }],
  ['dismissed', { code: 79, domain: 60, message: 'authentication cancelled: user cancelled authentication process' }],
  ['no agent', { code: 94, domain: 60, message: expect.stringContaining("action 'org.libvirt.unix.manage'") }],
])('%s: the client is told as by libvirt, it is on record, and the client stays out', async (answer, error) => {
  const { connect, asked, records } = place()
  const peer = connect()
  const refused = peer.call('AUTH_POLKIT').catch((thrown) => thrown)
  const question = await eventually(() => asked[0])
  question.answer(answer)
  expect(await refused).toMatchObject(error)
  expect(records).toMatchObject([{ what: 'AUTH_POLKIT', who: { process: { uid: 1000 } } }])
  await expect(peer.call('CONNECT_OPEN', open)).rejects.toMatchObject({ code: 39 })
  await expect(peer.call('AUTH_POLKIT')).rejects.toMatchObject({ code: 45, domain: 7 })
  expect(asked).toHaveLength(1)
})

test('a client that was asked about looks only, where it came in to look', async () => {
  const { connect, asked } = place()
  const peer = connect(1000, true)
  const allowed = peer.call('AUTH_POLKIT')
  const question = await eventually(() => asked[0])
  expect(question.question.action).toBe('org.libvirt.unix.monitor')
  question.answer('allowed')
  expect(await allowed).toEqual({ value: 1 })
  await peer.call('CONNECT_OPEN', open)
  await expect(peer.call('DOMAIN_DEFINE_XML', { xml: '' })).rejects.toMatchObject({ code: 29 })
})

test('the time to open stands still while somebody types a password, and goes on then', async () => {
  const { asking, connect } = place({ openWithin: 300 })
  const { peer, serial, question } = await asking()
  await connect().ended()
  expect(peer.closed).toBe(false)
  question.answer('allowed')
  await peer.next(({ header }) => header.serial === serial)
  await peer.ended()
})

test('an answer that comes too late is none, and is told', async () => {
  const { connect } = place({ askWithin: 1 })
  await expect(connect().call('AUTH_POLKIT')).rejects.toMatchObject({ code: 79, message: /nobody has answered/ })
})

test('who is being asked about keeps the place of a stranger, of which there are few', async () => {
  const { asking, connect } = place({ strangers: 3, strangersOfOne: 2 })
  const first = await asking(1)
  await asking(1)
  await connect(1).ended()
  await asking(2)
  await connect(2).ended()
  first.question.answer('denied')
  await first.peer.next()
  first.peer.socket.end()
  await eventually(() => first.peer.closed)
  await asking(1)
})

test('who leaves is not asked about any more; nobody is when the daemon ends', async () => {
  const { asking, server } = place()
  const [left, stayed] = [await asking(1), await asking(2)]
  onTestFinished(() => server.close())
  left.peer.socket.end()
  await eventually(() => left.question.signal.aborted)
  expect(stayed.question.signal.aborted).toBe(false)
  server.close()
  await eventually(() => stayed.question.signal.aborted)
})

test('many calls at once are one question', async () => {
  const { connect, asked } = place()
  const peer = connect()
  for (let count = 0; count < 90; count++) peer.send('AUTH_POLKIT')
  await eventually(() => peer.frames.length === 89)
  expect(asked).toHaveLength(1)
})
