import { expect, test } from 'vitest'
import { lifecycleNumbers, lifecycleOf, stateNumbers, statusOf } from './words.ts'

test('states and their reasons come back as they went', () => {
  for (const status of [
    { state: 'running', reason: 'booted' },
    { state: 'paused', reason: 'ioerror' },
    { state: 'shutoff', reason: 'destroyed' },
    { state: 'pmsuspended', reason: 'unknown' },
  ] as const) {
    expect(statusOf(stateNumbers(status))).toEqual(status)
  }
  // VIR_DOMAIN_BLOCKED, and what a newer libvirt may have.
  expect(statusOf({ state: 2, reason: 1 })).toEqual({ state: 'running', reason: 'booted' })
  expect(statusOf({ state: 5, reason: 99 })).toEqual({ state: 'shutoff', reason: 'unknown' })
  expect(statusOf({ state: 99, reason: 0 })).toEqual({ state: 'running', reason: 'unknown' })
})

test('events come back as they went', () => {
  for (const told of [
    { event: 'stopped', detail: 'crashed' },
    { event: 'defined', detail: 'updated' },
    { event: 'crashed', detail: 'panicked' },
  ] as const) {
    expect(lifecycleOf(lifecycleNumbers(told.event, told.detail) ?? { event: -1, detail: 0 })).toEqual(told)
  }
  expect(lifecycleOf({ event: 99, detail: 0 })).toBeUndefined()
  expect(lifecycleNumbers('constructor', '')).toBeUndefined()
})
