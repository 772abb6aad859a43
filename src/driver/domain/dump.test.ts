import { expect, test } from 'vitest'
import { FakeMonitor } from '../qmp/index.ts'
import { dumpMemory } from './dump.ts'
import type { Guest } from './guest.ts'

/** A guest whose QEMU writes its memory already, and says that of how far it is, one answer after the other. */
function dumping(...answers: string[]) {
  const said = answers.map((status) => ({ return: { status } }))
  const monitor = new FakeMonitor(new Map([['query-dump', said]]))
  return { monitor, guest: { monitor, status: { name: 'g' } } as unknown as Guest }
}

test('what another process has begun is waited for, and not begun again', async () => {
  await dumpMemory(dumping('active', 'completed').guest)
})

test('the end of it is heard', async () => {
  const { monitor, guest } = dumping('active', 'active', 'completed')
  const ask = monitor.executeAny.bind(monitor)
  let asked = 0
  monitor.executeAny = (...question) => {
    if (++asked === 2) setImmediate(() => monitor.emit('DUMP_COMPLETED'))
    return ask(...question)
  }
  await dumpMemory(guest)
  expect(asked).toBe(3)
})

test('a failure is told', async () => {
  await expect(dumpMemory(dumping('active', 'failed').guest)).rejects.toThrow(/memory of 'g' was not written/)
})
