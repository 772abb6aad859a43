import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../../test/support/eventually.ts'
import { encodeMessage, type Message, MessageSplitter, messageTypes, type Value } from '../../formats/dbus/index.ts'
import { askPolkit, polkitKnows } from './polkit.ts'

interface Fake {
  /** What came, in the order in which it came. */
  called: Message[]
  sockets: Socket[]
}

/** A bus that is none, with a polkit that says what a test lets it say. */
async function fakeBus(answer: (socket: Socket, call: Message) => void, greeting = 'OK 0123\r\n'): Promise<Fake> {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-fake-bus-'))
  const fake: Fake = { called: [], sockets: [] }
  const server = createServer((socket) => {
    fake.sockets.push(socket.on('error', () => {}))
    const splitter = new MessageSplitter(1 << 20)
    let known = false
    socket.on('data', (chunk) => {
      const begins = known ? 0 : chunk.indexOf('BEGIN\r\n') + 7
      if (!known) socket.write(greeting)
      known = true
      for (const message of splitter.push(chunk.subarray(begins))) {
        fake.called.push(message)
        const signature = 's'
        if (message.member === 'Hello') reply(socket, message, { signature, body: [':1.5'] })
        else answer(socket, message)
      }
    })
  })
  server.listen(join(folder, 'bus,1'))
  await once(server, 'listening')
  vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', `tcp:host=x;unix:guid=1,path=${folder}/bus%2c1`)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    for (const socket of fake.sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true })
  })
  return fake
}

function reply(socket: Socket, { serial }: Message, answer: { signature: string; body: Value[] }): void {
  // A signal and somebody else's answer stand before it.
  const noise: Message = { type: messageTypes.signal, serial: 7, member: 'NameAcquired', signature: 's', body: ['x'] }
  socket.write(encodeMessage(noise))
  socket.write(encodeMessage({ type: messageTypes.reply, serial: 8, replySerial: 99, body: [] }))
  socket.write(encodeMessage({ type: messageTypes.reply, serial: 9, replySerial: serial, ...answer }))
}

const question = { process: { pid: 12, startTime: 2 ** 40, uid: 1000 }, action: 'org.libvirt.unix.manage' }
const never = new AbortController().signal
const result = (isAuthorized: boolean, isChallenge: boolean, details: Value[] = []) => ({
  signature: '(bba{ss})',
  body: [[isAuthorized, isChallenge, details]],
})

test('a process is named so that no later one is meant, and its user may be asked', async () => {
  const { called } = await fakeBus((socket, call) => reply(socket, call, result(true, false)))
  expect(await askPolkit(question, never)).toBe('allowed')
  const [subject, ...others] = called[1]?.body ?? []
  expect(called[1]).toMatchObject({ destination: 'org.freedesktop.PolicyKit1', member: 'CheckAuthorization' })
  expect(others).toEqual(['org.libvirt.unix.manage', [], 1, ''])
  expect(subject).toEqual([
    'unix-process',
    [
      ['pid', { signature: 'u', value: 12 }],
      ['start-time', { signature: 't', value: 2n ** 40n }],
      ['uid', { signature: 'i', value: 1000 }],
    ],
  ])
})

test.each([
  ['denied', result(false, false)],
  ['no agent', result(false, true, [['polkit.retains_authorization_after_challenge', '1']])],
  ['dismissed', result(false, true, [['polkit.dismissed', 'true']])],
])('what is not allowed is %s', async (answer, said) => {
  await fakeBus((socket, call) => reply(socket, call, said))
  expect(await askPolkit(question, never)).toBe(answer)
})

test.each<[string, (socket: Socket, call: Message) => void, RegExp, string?]>([
  [
    'that has nobody of that name',
    (socket, { serial }) =>
      void socket.write(
        encodeMessage({
          ...{ type: messageTypes.error, serial: 9, replySerial: serial, signature: 's', body: ['not there'] },
          errorName: 'org.freedesktop.DBus.Error.ServiceUnknown',
        }),
      ),
    /ServiceUnknown: not there$/,
  ],
  ['that does not know us', () => {}, /does not let us in$/, 'REJECTED EXTERNAL\r\n'],
  ['that greets without end', () => {}, /does not let us in$/, 'x'.repeat(5000)],
  ['that ends', (socket) => void socket.end(), /has ended the connection$/],
  ['that says nonsense', (socket) => void socket.write('nonsense, and more of it'), /neither order of bytes$/],
  [
    'that announces too much',
    (socket) => void socket.write(Buffer.from('6c020001ffffffff0900000000000000', 'hex')),
    /too long$/,
  ],
])('by a bus %s nothing is allowed', async (_, answer, message, greeting) => {
  await fakeBus(answer, greeting)
  await expect(askPolkit(question, never)).rejects.toMatchObject({ code: 'DBUS_SERVICE', message })
})

test('where there is no bus nothing is allowed, and polkit knows nothing', async () => {
  vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', 'unix:path=/nonexistent/bus')
  onTestFinished(() => void vi.unstubAllEnvs())
  await expect(askPolkit(question, never)).rejects.toMatchObject({ code: 'DBUS_SERVICE', message: /ENOENT/ })
  expect(await polkitKnows([])).toBe(false)
})

test('where nobody waits any more polkit sees the connection end', async () => {
  const leave = new AbortController()
  const { sockets } = await fakeBus(() => leave.abort())
  await expect(askPolkit(question, leave.signal)).rejects.toThrow(/abort/)
  await eventually(() => sockets[0]?.destroyed)
})

test('it is there where it has every action', async () => {
  const described = (name: string): Value => [name, 'd', 'm', 'v', 'u', 'i', 0, 3, 4, []]
  const actions = ['org.libvirt.unix.manage', 'org.libvirt.unix.monitor']
  const body = [actions.map(described)]
  await fakeBus((socket, call) => reply(socket, call, { signature: 'a(ssssssuuua{ss})', body }))
  expect(await polkitKnows(actions)).toBe(true)
  expect(await polkitKnows([...actions, 'org.libvirt.unix'])).toBe(false)
})
