import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { FakeMonitor } from '../qmp/index.ts'
import { controlOf } from './control.ts'
import { dumpMemory } from './dump.ts'
import { type Guest, LocalJob } from './index.ts'

/** What QEMU says of how far it is, one answer after the other. */
function answering(...answers: string[]): FakeMonitor {
  const said = answers.map((status) => ({ return: { status } }))
  const monitor = new FakeMonitor(new Map([['query-dump', said]]))
  const ask = monitor.executeAny.bind(monitor)
  monitor.executeAny = async (command, ...rest) => (command === 'dump-guest-memory' ? {} : ask(command, ...rest))
  return monitor
}

const guestOf = (monitor: FakeMonitor, more: object = {}): Guest =>
  ({ monitor, status: { name: 'g' }, ...more }) as unknown as Guest

test('what another process has begun is waited for, and not begun again', async () => {
  await dumpMemory(guestOf(answering('active', 'completed')))
})

test('the end of it is heard', async () => {
  const monitor = answering('active', 'active', 'completed')
  const ask = monitor.executeAny.bind(monitor)
  let asked = 0
  monitor.executeAny = (...question) => {
    if (++asked === 2) setImmediate(() => monitor.emit('DUMP_COMPLETED'))
    return ask(...question)
  }
  await dumpMemory(guestOf(monitor))
  expect(asked).toBe(3)
})

test('a failure is told', async () => {
  await expect(dumpMemory(guestOf(answering('active', 'failed')))).rejects.toThrow(/memory of 'g' was not written/)
})

test.each(['completed', 'failed'])('a dump is a job as long as it is written: %s', async (end) => {
  using folder = temporaryFolder()
  const monitor = answering('none', 'active', end)
  const guest = guestOf(monitor, {
    ...{ dumpPath: () => join(folder.path, 'g.core'), requireRunning: () => {} },
    emulator: { identity: { pid: process.pid } },
    knownState: async () => ({ state: 'paused', reason: 'watchdog' }),
  })
  const job = new LocalJob({ requireGuest: () => guest } as never)
  expect(await job.info()).toEqual({ type: 'none' })
  const dump = dumpMemory(guest).catch(({ message }) => message)
  expect(await controlOf(guest)).toEqual({ state: 'job', age: expect.any(Number) })
  expect(await job.info()).toEqual({ type: 'unbounded' })
  await expect(job.abort()).rejects.toThrow('cannot abort memory-only dump')
  await new Promise((resolve) => setImmediate(resolve))
  monitor.emit('DUMP_COMPLETED')
  expect(await dump).toEqual(end === 'failed' ? expect.stringContaining('was not written') : undefined)
  expect(await controlOf(guest)).toEqual({ state: 'ok', age: 0 })
  expect(await job.info()).toEqual({ type: 'none' })
  await expect(job.abort()).rejects.toThrow('no job is active')
})
