import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DomainStatus } from '../../api/index.ts'
import { Feed } from '../../base/feed.ts'
import { loseControl } from './lost-control.ts'
import type { Lifecycle } from './transitions.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function guest() {
  const events = new Feed<Lifecycle>()
  const told: string[] = []
  events.listen({ event: ({ event }) => told.push(event), end: () => {} })
  const now: DomainStatus = { state: 'running', reason: 'booted' }
  const state = { now, loseSight: () => void Object.assign(now, { age: 0 }) }
  return { events, told, lose: () => loseControl({ events, state } as never) }
}

test('a connection that breaks while the emulator runs on is told of once, however often it breaks', () => {
  const { told, lose } = guest()
  for (let attempt = 0; attempt < 3; attempt++) lose()
  vi.advanceTimersByTime(10_000)
  expect(told).toEqual(['control-error'])
})

test('the end of the emulator is its end and nothing else', () => {
  const { events, told, lose } = guest()
  lose()
  events.push({ event: 'stopped', detail: 'shutdown', time: 0 })
  events.end()
  vi.advanceTimersByTime(10_000)
  expect(told).toEqual(['stopped'])
})
