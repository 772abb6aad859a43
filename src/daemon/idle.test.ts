import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Idle } from './idle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watched(busy: { clients: number; guests: boolean }): { idle: Idle; left(): boolean } {
  const idle = new Idle(1000, { clients: () => busy.clients, guests: async () => busy.guests })
  let left = false
  void idle.over.then(() => {
    left = true
  })
  return { idle, left: () => left }
}

test('a daemon that nobody needs leaves', async () => {
  const { left } = watched({ clients: 0, guests: false })
  await vi.advanceTimersByTimeAsync(999)
  expect(left()).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(left()).toBe(true)
})

test.each([
  ['a client', { clients: 1, guests: false }],
  ['a guest', { clients: 0, guests: true }],
])('%s keeps it, and then it leaves', async (_, busy) => {
  const { left } = watched(busy)
  await vi.advanceTimersByTimeAsync(5000)
  expect(left()).toBe(false)
  Object.assign(busy, { clients: 0, guests: false })
  await vi.advanceTimersByTimeAsync(1000)
  expect(left()).toBe(true)
})

test('the time runs from the last client, and not at all once nobody listens', async () => {
  const { idle, left } = watched({ clients: 0, guests: false })
  await vi.advanceTimersByTimeAsync(900)
  idle.heard()
  await vi.advanceTimersByTimeAsync(900)
  expect(left()).toBe(false)
  idle[Symbol.dispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test('guests that cannot be asked for may be there', async () => {
  const idle = new Idle(1000, { clients: () => 0, guests: () => Promise.reject(new Error('no')) })
  const left = vi.fn()
  void idle.over.then(left)
  await vi.advanceTimersByTimeAsync(3000)
  expect(left).not.toHaveBeenCalled()
})
