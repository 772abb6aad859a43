import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startSessionDaemon } from './session-daemon.ts'

function scratch(): Disposable & { root: string } {
  const root = mkdtempSync(join(tmpdir(), 'lodge-session-'))
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 10 }) }
}

test('who asks at the same time gets the same daemon, and it leaves when nobody needs it', async () => {
  using place = scratch()
  const both = await Promise.all([1, 2].map(() => startSessionDaemon({ root: place.root, timeout: 5 })))
  expect(both).toEqual([join(place.root, 'run/libvirt-sock'), join(place.root, 'run/libvirt-sock')])
  const client = connect(both[0] as string)
  await once(client, 'connect')
  expect(await startSessionDaemon({ root: place.root })).toBe(both[0])
  client.destroy()
  await expect.poll(() => existsSync(both[0] as string), { timeout: 60_000 }).toBe(false)
})

test('one that cannot start says why', async () => {
  using place = scratch()
  writeFileSync(join(place.root, 'run'), 'a file where a folder should be')
  await expect(startSessionDaemon({ root: place.root })).rejects.toMatchObject({
    code: 'OPERATION_FAILED',
    message: /no daemon could be started: .*run/s,
  })
  expect(readFileSync(join(place.root, 'log/daemon.log'), 'utf8')).toMatch(/run/)
})
