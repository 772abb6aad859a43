import { expect, test } from 'vitest'
import type { DomainStatus } from '../../api/index.ts'
import { FakeMonitor } from '../qmp/index.ts'
import { GuestState } from './guest-state.ts'
import { statusOfClaim } from './status.ts'

/** A state whose monitor is pretended, and everything that came of it. */
function known(state: DomainStatus, runState = 'running') {
  const status = {
    ...statusOfClaim({ name: 'g', uuid: 'u', id: 1, starter: { pid: 1, startTime: 1, boot: '' } }),
    state,
  }
  const told: string[] = []
  const it = new GuestState(status, {
    save: (changes) => Object.assign(status, changes),
    tell: (event) => told.push('detail' in event ? `${event.event} ${event.detail}` : event.event),
  })
  const monitor = new FakeMonitor(new Map([['query-status', [{ return: { status: runState } }]]]))
  const hear = (event: string, data: Record<string, unknown> = {}, restarts = false) =>
    it.follow({ event, data, time: 1 }, { restarts })
  return { it, told, hear, monitor, status }
}

const running = { state: 'running', reason: 'booted' } as const
const paused = { state: 'paused', reason: 'user' } as const

test.each([
  ['an error of a disk', [['BLOCK_IO_ERROR', { action: 'stop' }], ['STOP']], 'paused ioerror', ['suspended ioerror']],
  ['an error that is only reported', [['BLOCK_IO_ERROR', { action: 'report' }]], 'running booted', []],
  ['a watchdog', [['WATCHDOG', { action: 'pause' }], ['STOP']], 'paused watchdog', ['suspended watchdog']],
  ['a stop that nobody asked for here', [['STOP']], 'paused unknown', ['suspended paused']],
  ['stop and go', [['STOP'], ['RESUME']], 'running unpaused', ['suspended paused', 'resumed unpaused']],
  ['a panic that stops', [['GUEST_PANICKED', { action: 'pause' }], ['STOP']], 'crashed panicked', ['crashed panicked']],
  [
    'a panic that ends it',
    [
      ['GUEST_PANICKED', { action: 'poweroff' }],
      ['SHUTDOWN', { guest: true, reason: 'guest-panic' }],
    ],
    'crashed panicked',
    ['crashed panicked'],
  ],
  ['a panic that is only told', [['GUEST_PANICKED', { action: 'run' }]], 'running booted', []],
  ['sleep', [['SUSPEND']], 'pmsuspended unknown', ['pmsuspended memory']],
  ['sleep and wake', [['SUSPEND'], ['WAKEUP']], 'running event wakeup', ['pmsuspended memory', 'started wakeup']],
  ['hibernation', [['SUSPEND_DISK']], 'pmsuspended unknown', ['pmsuspended disk']],
  ['a power-off', [['SHUTDOWN', { guest: true }]], 'shutdown unknown', ['shutdown guest']],
  ['an end from outside', [['SHUTDOWN', { guest: false }]], 'shutdown unknown', ['shutdown host']],
  ['a reset', [['RESET', { guest: true }]], 'running booted', ['reboot guest']],
] as const)('%s', (_, events, state, told) => {
  const guest = known(running)
  for (const [event, data] of events as readonly (readonly [string, Record<string, unknown>?])[])
    guest.hear(event, data)
  expect(`${guest.it.now.state} ${guest.it.now.reason}`).toBe(state)
  expect(guest.told.filter((each) => !/^(reboot|io-error|watchdog)$/.test(each))).toEqual(told)
})

test('half a restart is none of who looks from outside', () => {
  const guest = known(running)
  guest.hear('SHUTDOWN', { guest: true }, true)
  guest.hear('STOP')
  guest.hear('RESET', {})
  guest.hear('RESUME')
  expect(guest.it.now).toEqual(running)
  guest.hear('STOP')
  expect(guest.it.now.state).toBe('paused')
})

test('whoever stops the CPUs or lets them go says why', () => {
  const guest = known(running)
  guest.it.stops = 'from snapshot'
  guest.hear('STOP')
  expect(guest.it.now).toEqual({ state: 'paused', reason: 'from snapshot' })
  guest.it.goes = 'crashed'
  guest.hear('RESUME')
  expect(guest.it.now).toEqual({ state: 'running', reason: 'crashed' })
  expect(guest.told).toEqual(['suspended from snapshot', 'resumed unpaused'])
})

test.each([
  [paused, 'paused', paused, []],
  [paused, 'running', { state: 'running', reason: 'unpaused' }, ['resumed unpaused']],
  [running, 'io-error', { state: 'paused', reason: 'ioerror' }, ['suspended ioerror']],
  [running, 'guest-panicked', { state: 'crashed', reason: 'panicked' }, ['crashed panicked']],
  [running, 'nobody knows', { state: 'paused', reason: 'unknown' }, ['suspended paused']],
] as const)('what was known as %o, while QEMU is %s', async (before, runState, after, told) => {
  const guest = known(before, runState)
  guest.it.loseSight()
  expect(guest.it.now).toEqual({ ...before, age: expect.any(Number) })
  await guest.it.confirm(guest.monitor)
  expect(guest.it.now).toEqual(after)
  expect(guest.told).toEqual(told)
})

test.each([
  [running, 'shutdown'],
  [running, 'prelaunch'],
  [{ state: 'crashed', reason: 'panicked' }, 'prelaunch'],
] as const)('%o that is about to start again, while QEMU is %s, is none of who looks', async (before, runState) => {
  const guest = known(before, runState)
  guest.it.loseSight()
  expect(await guest.it.confirm(guest.monitor, (found) => found === runState)).toBe(runState)
  expect(guest.it.now).toEqual(before)
  expect(guest.told).toEqual([])
})

test('an answer from before a power-off that does not show is asked for again', async () => {
  const guest = known(running, 'running')
  const confirmed = guest.it.confirm(guest.monitor, () => true)
  guest.hear('SHUTDOWN', { guest: true }, true)
  guest.monitor.execute = async () => ({ status: 'shutdown', running: false }) as never
  expect(await confirmed).toBe('shutdown')
})

test('an answer that an event has overtaken does not count', async () => {
  const guest = known(running, 'running')
  const confirmed = guest.it.confirm(guest.monitor)
  guest.hear('BLOCK_IO_ERROR', { action: 'stop' })
  guest.monitor.execute = async () => ({ status: 'io-error', running: false }) as never
  await confirmed
  expect(guest.it.now).toEqual({ state: 'paused', reason: 'ioerror' })
})

test('of many that answer at once each is written down in a turn of its own', async () => {
  const turns: number[] = []
  let turn = 0
  const count = (): void => {
    turn++
    if (turns.length < 10) setImmediate(count)
  }
  setImmediate(count)
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      const { monitor, status } = known(running)
      const it = new GuestState(status, { save: () => void turns.push(turn), tell: () => {} })
      await it.confirm(monitor)
    }),
  )
  expect(new Set(turns).size).toBe(10)
})
