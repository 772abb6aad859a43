import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { LateMonitor, QmpClient } from './index.ts'

/** A QEMU that greets and answers everything with `{}`, or one that says nothing. */
function late({ speaks = true } = {}) {
  let opened = 0
  const [near, far] = duplexPair()
  far.setEncoding('utf8').on('data', (text: string) => {
    if (!speaks) return
    for (const line of text.trim().split('\n')) far.write(`{"return":{},"id":${JSON.parse(line).id}}\n`)
  })
  const monitor = new LateMonitor(() => {
    opened++
    if (speaks) far.write('{"QMP":{}}\n')
    return QmpClient.over(near, { timeout: 50 })
  })
  return { monitor, far, opened: () => opened }
}

test('connects once, when it is needed', async () => {
  const { monitor, opened } = late()
  expect(opened()).toBe(0)
  await Promise.all([monitor.execute('cont'), monitor.execute('stop')])
  expect(opened()).toBe(1)
  await monitor.close()
  expect(await monitor.closed).toBeUndefined()
})

test('events come to whoever listened before it was connected', async () => {
  const { monitor, far } = late()
  const events = monitor.events()
  await monitor.connect()
  far.write('{"event":"STOP","timestamp":{"seconds":1,"microseconds":0}}\n')
  expect((await events.next()).value).toMatchObject({ event: 'STOP' })
  far.destroy()
  expect(await events.next()).toMatchObject({ done: true })
  expect((await monitor.closed)?.message).toMatch(/was lost/)
})

test('a failure says what may be the reason; what never was connected ends when it is told to', async () => {
  const { monitor } = late({ speaks: false })
  await expect(monitor.execute('cont')).rejects.toMatchObject({
    hint: expect.stringContaining('one process at a time'),
  })
  monitor.endUnlessConnected()
  expect(await monitor.closed).toBeUndefined()
})
