import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DomainStatus } from '../../api/index.ts'
import { controlOf } from './control.ts'
import type { Guest } from './guest.ts'

const now = 1_000_000

beforeEach(() => void vi.useFakeTimers({ now }))
afterEach(() => void vi.useRealTimers())

interface Situation {
  age?: number
  /** Milliseconds since when QEMU owes an answer. */
  owes?: number
  answers?: boolean
  jobSince?: number
  changes?: number
}

/** A guest, and what its QEMU is asked. */
function guest({ age, owes, answers = true, jobSince, changes }: Situation) {
  const asked: string[] = []
  const status: DomainStatus = { state: 'running', reason: 'booted', age }
  const made = {
    ...{ knownState: async () => status, requireRunning: () => {}, jobSince },
    changing: changes === undefined ? undefined : { what: 'pause', since: now - changes },
    monitor: {
      ...{ isConnected: age === undefined, busySince: owes === undefined ? undefined : now - owes },
      execute: (command: string) => {
        asked.push(command)
        return answers ? Promise.resolve({}) : new Promise(() => {})
      },
    },
  }
  return { made: made as unknown as Guest, asked }
}

test.each<[Situation, object]>([
  [{}, { state: 'ok', age: 0 }],
  [{ age: 70 }, { state: 'error', reason: 'monitor', age: 70 }],
  [{ owes: 2000 }, { state: 'occupied', age: 2000 }],
  [{ owes: 31_000 }, { state: 'error', reason: 'monitor', age: 1000 }],
  [{ changes: 50 }, { state: 'occupied', age: 50 }],
  [
    { jobSince: now - 900, changes: 950 },
    { state: 'job', age: 900 },
  ],
  [
    { jobSince: now - 900, owes: 1400 },
    { state: 'occupied', age: 1400 },
  ],
  [{ jobSince: now + 5 }, { state: 'job', age: 0 }],
])('%j: %j', async (situation, expected) => {
  expect(await controlOf(guest(situation).made)).toEqual(expected)
})

test('QEMU is asked whether it answers, unless it owes an answer', async () => {
  const idle = guest({})
  await controlOf(idle.made)
  const owing = guest({ owes: 1001 })
  await controlOf(owing.made)
  const gone = guest({ age: 1 })
  await controlOf(gone.made)
  expect([idle.asked, owing.asked, gone.asked]).toEqual([['query-status'], [], []])
})

test('what it owes for a moment only is waited for', async () => {
  const { made } = guest({ owes: 100, answers: false })
  const control = controlOf(made)
  await vi.advanceTimersByTimeAsync(1000)
  expect(await control).toEqual({ state: 'occupied', age: 1100 })
})
