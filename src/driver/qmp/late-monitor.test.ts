import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { LateMonitor, QmpClient } from './index.ts'

/** A QEMU that serves one client at a time: whoever comes next waits until that one goes, or until it speaks at all. */
async function pretended(options: Partial<ConstructorParameters<typeof LateMonitor>[0]> = {}) {
  const stack = new AsyncDisposableStack()
  const { path: folder } = stack.use(temporaryFolder())
  const path = join(folder, 'monitor.sock')
  const queue: Socket[] = []
  const seen = { served: 0, lost: 0, connected: Promise.withResolvers<void>() }
  let speaks = true
  const serve = () => {
    const [socket] = queue
    if (!socket || !speaks || seen.served > 0) return
    seen.served++
    socket.write('{"QMP":{}}\n')
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\n')) socket.write(`{"return":{},"id":${JSON.parse(line).id}}\n`)
    })
  }
  const server = createServer((socket) => {
    queue.push(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      if (queue.indexOf(socket) === 0) seen.served--
      queue.splice(queue.indexOf(socket), 1)
      serve()
    })
    serve()
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  stack.defer(() => {
    for (const socket of queue) socket.destroy()
    server.close()
  })
  const monitor = stack.use(
    new LateMonitor({
      open: () => QmpClient.at(path, { greeting: Number.POSITIVE_INFINITY }),
      connected: () => seen.connected.resolve(),
      lost: () => seen.lost++,
      ...options,
    }),
  )
  return {
    ...{ monitor, path, queue, seen },
    say: (on: boolean) => {
      speaks = on
      serve()
    },
    event: (name: string) => queue[0]?.write(`{"event":"${name}","timestamp":{"seconds":1,"microseconds":0}}\n`),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

test('connects once, when it is needed', async () => {
  await using qemu = await pretended()
  expect(qemu.queue).toHaveLength(0)
  await Promise.all([qemu.monitor.execute('cont'), qemu.monitor.execute('stop')])
  expect(qemu.queue).toHaveLength(1)
  expect(qemu.monitor.isConnected).toBe(true)
  await qemu.monitor.close()
  expect(await qemu.monitor.closed).toBeUndefined()
})

test('events come to whoever listened before it was connected, and go on when the connection is made anew', async () => {
  await using qemu = await pretended()
  const events = qemu.monitor.events()
  await qemu.monitor.connect()
  qemu.event('STOP')
  expect((await events.next()).value).toMatchObject({ event: 'STOP' })
  qemu.queue[0]?.destroy()
  await expect.poll(() => qemu.seen.lost).toBe(1)
  await qemu.monitor.connect()
  qemu.event('RESUME')
  expect((await events.next()).value).toMatchObject({ event: 'RESUME' })
})

test('a QEMU that hangs fails a command in time, and is connected to as soon as it goes on', async () => {
  await using qemu = await pretended({ patience: 20 })
  qemu.say(false)
  await expect(qemu.monitor.execute('cont')).rejects.toMatchObject({
    code: 'OPERATION_TIMEOUT',
    hint: expect.stringContaining('one process at a time'),
  })
  expect(qemu.queue).toHaveLength(1)
  qemu.say(true)
  await qemu.seen.connected.promise
  // On a busy machine an answer may well take longer than a QEMU has here.
  await expect.poll(() => qemu.monitor.execute('cont').then(() => 'done', String)).toBe('done')
})

test('takes over when another process lets go of QEMU', async () => {
  await using qemu = await pretended({ patience: 20 })
  await using other = QmpClient.at(qemu.path)
  await other.ready
  await expect(qemu.monitor.connect()).rejects.toThrow(/not answered within 20 ms/)
  await other.close()
  await qemu.seen.connected.promise
  expect(qemu.monitor.isConnected).toBe(true)
})

test('what QEMU said last is read before the end', async () => {
  await using qemu = await pretended()
  await qemu.monitor.connect()
  const events = qemu.monitor.events()
  qemu.event('SHUTDOWN')
  qemu.queue[0]?.end()
  await qemu.monitor.finish()
  expect((await events.next()).value).toMatchObject({ event: 'SHUTDOWN' })
  expect(await events.next()).toMatchObject({ done: true })
})

test('what never was connected ends at once', async () => {
  await using qemu = await pretended()
  const events = qemu.monitor.events()
  await qemu.monitor.finish()
  expect(await events.next()).toMatchObject({ done: true })
  await expect(qemu.monitor.execute('cont')).rejects.toThrow(/was closed/)
})
