import { expect, test } from 'vitest'
import { connected } from '../../../../test/support/rpc-client.ts'
import { testHandle as dom, hostWith, served } from '../../../../test/support/rpc-peer.ts'
import type { MessageKind } from '../../../api/index.ts'

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

test('unknown flags are refused', async () => {
  const peer = await served(hostWith({})).connect()
  await expect(peer.call('DOMAIN_GET_MESSAGES', { dom, flags: 4 })).rejects.toMatchObject({
    ...{ code: 8, message: 'unsupported flags (0x4)' },
  })
})
