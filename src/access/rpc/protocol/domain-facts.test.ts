import { expect, test } from 'vitest'
import { connected } from '../../../../test/support/rpc-client.ts'
import { testHandle as dom, hostWith, served } from '../../../../test/support/rpc-peer.ts'
import type { ControlInfo, MessageKind } from '../../../api/index.ts'

test.each<[ControlInfo, object]>([
  [
    { state: 'ok', age: 0 },
    { state: 0, details: 0, age: 0 },
  ],
  [
    { state: 'job', age: 1500.7 },
    { state: 1, details: 0, age: 1500 },
  ],
  [
    { state: 'occupied', age: 2 },
    { state: 2, details: 0, age: 2 },
  ],
  [
    { state: 'error', reason: 'monitor', age: 3 },
    { state: 3, details: 2, age: 3 },
  ],
  [
    { state: 'error', reason: 'unknown', age: 3 },
    { state: 3, details: 1, age: 3 },
  ],
])('whether something can be done with a domain: %j', async (info, onWire) => {
  const host = hostWith({ control: async () => info })
  const peer = await served(host).connect()
  expect(await peer.call('DOMAIN_GET_CONTROL_INFO', { dom, flags: 0 })).toEqual(onWire)
  await using there = await connected(host)
  expect(await (await there.remote.domain('test')).control()).toEqual({ ...info, age: Math.floor(info.age) })
})

test('messages are asked for by their kinds', async () => {
  const asked: (readonly MessageKind[] | undefined)[] = []
  const host = hostWith({
    messages: async (kinds) => {
      asked.push(kinds)
      return ['tainted: a', 'deprecated configuration: b']
    },
  })
  await using there = await connected(host)
  const domain = await there.remote.domain('test')
  expect(await domain.messages()).toEqual(['tainted: a', 'deprecated configuration: b'])
  await domain.messages(['tainting'])
  await domain.messages(['tainting', 'deprecation'])
  expect(asked).toEqual([[], ['tainting'], ['deprecation', 'tainting']])
})

test.each(['DOMAIN_GET_CONTROL_INFO', 'DOMAIN_GET_MESSAGES'] as const)(
  '%s: unknown flags are refused',
  async (name) => {
    const peer = await served(hostWith({})).connect()
    await expect(peer.call(name, { dom, flags: 4 })).rejects.toMatchObject({
      code: 8,
      message: 'unsupported flags (0x4)',
    })
  },
)
