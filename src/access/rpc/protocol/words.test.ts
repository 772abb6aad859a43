import { expect, test } from 'vitest'
import { domainEvents } from './events.ts'
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
  const domain = { name: 'test', uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809', id: 1 }
  for (const [detail, data] of Object.entries({
    WATCHDOG: { action: 'reset' },
    DEVICE_DELETED: { device: 'net0' },
    DEVICE_TRAY_MOVED: { device: 'ide0-1-0', 'tray-open': true },
    BALLOON_CHANGE: { actual: 64 << 20 },
    RTC_CHANGE: { offset: -3600 },
    WAKEUP: {},
  })) {
    const event = { domain, event: 'other', detail, data, time: 0 } as const
    const back = Object.values(domainEvents).flatMap((row) => {
      const body = row.of(event)
      return body ? row.from({ ...body, dom: domain }) : []
    })
    expect(back).toEqual([{ event: 'other', detail, data }])
  }
})
