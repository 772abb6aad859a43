import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Feed } from '../../base/feed.ts'
import { followMac } from './follow-mac.ts'
import type { Lifecycle } from './transitions.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

const xml = `<domain type='qemu'><name>g</name><memory>1</memory><os><type>hvm</type></os><devices>
  <interface type='user'><mac address='52:54:00:00:00:01'/><alias name='net0'/></interface></devices></domain>`

test('another MAC address is told of, and a guest that changes it all the time is not followed all the time', async () => {
  const told: Lifecycle[] = []
  const events = new Feed<Lifecycle>()
  events.listen({ event: (event) => told.push(event), end: () => {} })
  let answer: unknown = [{ 'main-mac': '52:54:00:00:00:02' }]
  const executeAny = vi.fn(async (..._: unknown[]) => answer)
  const guest = { status: { xml }, monitor: { executeAny }, events } as never
  const changed = (name: unknown) => followMac(guest, { event: 'NIC_RX_FILTER_CHANGED', data: { name }, time: 0 })
  for (let count = 0; count < 1000; count++) for (const name of ['net0', `x${count}`, 7]) changed(name)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(executeAny.mock.calls.map(([command, args]) => [command, args])).toEqual([
    ['query-rx-filter', { name: 'net0' }],
  ])
  const change = { event: 'nic-mac-change', alias: 'net0', before: '52:54:00:00:00:01', now: '52:54:00:00:00:02' }
  expect(told).toEqual([{ ...change, time: 500 }])
  // Other parts of a card's filter change too; and what is no address is none.
  for (const other of [answer, [{ 'main-mac': 'x' }], [7], {}, undefined]) {
    answer = other
    changed('net0')
    await vi.advanceTimersByTimeAsync(1000)
  }
  expect(told).toHaveLength(1)
})
