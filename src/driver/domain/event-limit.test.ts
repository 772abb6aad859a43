import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { QmpEvent } from '../qmp/index.ts'
import { limitedEvents, limitedWords } from './storms.ts'
import type { Lifecycle } from './transitions.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const told: Lifecycle[] = []
beforeEach(() => void told.splice(0))
const tray = (alias: string, time: number): Lifecycle => ({ event: 'tray-change', alias, tray: 'open', time })

test('of thousands a second some are told at once, and then the latest about each thing', () => {
  const limit = limitedEvents((event) => told.push(event))
  for (let time = 0; time < 10_000; time++) limit.push(tray(time % 2 ? 'a' : 'b', time))
  expect(told).toHaveLength(50)
  vi.advanceTimersByTime(1000)
  expect(told.slice(50)).toEqual([tray('b', 9998), tray('a', 9999)])
  vi.advanceTimersByTime(1000)
  limit.push(tray('a', 1))
  expect(told).toHaveLength(53)
})

test('kinds do not stand in each other’s way, and of what somebody has done here nothing is lost', () => {
  const limit = limitedEvents((event) => told.push(event))
  for (let time = 0; time < 1000; time++) limit.push({ event: 'reboot', detail: 'guest', time })
  limit.push(tray('a', 0))
  for (const [event, detail] of [
    ['suspended', 'paused'],
    ['crashed', 'panicked'],
    ['crashed', 'crashloaded'],
  ] as const) {
    for (let time = 0; time < 1000; time++) limit.push({ event, detail, time })
  }
  expect(told).toHaveLength(50 + 1 + 1000 + 1000 + 50)
})

test('what waits is told before the end', () => {
  const limit = limitedEvents((event) => told.push(event))
  for (let time = 0; time < 60; time++) limit.push(tray('a', time))
  limit.flush()
  expect(told.at(-1)).toEqual(tray('a', 59))
  vi.advanceTimersByTime(5000)
  expect(told).toHaveLength(51)
})

test('an emulator that invents names without end is limited in all of them together', () => {
  const words: QmpEvent[] = []
  const limit = limitedWords((event) => words.push(event))
  for (let n = 0; n < 10_000; n++) limit.push({ event: `X${n}`, data: {}, time: n })
  vi.advanceTimersByTime(1000)
  expect(words.length).toBeLessThan(600)
})
