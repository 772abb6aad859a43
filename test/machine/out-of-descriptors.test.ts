import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CrashingDaemon } from '../crash/daemon.ts'
import { pc } from './scratch.ts'

/** A daemon whose descriptors can be used up. */
async function daemonOf(stack: AsyncDisposableStack): Promise<CrashingDaemon> {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-descriptors-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const daemon = new CrashingDaemon(folder)
  stack.defer(async () => {
    for (const { pid } of daemon.emulators()) process.kill(pid, 'SIGKILL')
    await daemon.end('SIGTERM')
  })
  await daemon.start()
  return daemon
}

/** Lets the daemon open so many files more than it has open now. */
function leave(daemon: CrashingDaemon, count: number): void {
  const open = new Set(readdirSync(`/proc/${daemon.pid}/fd`).map(Number))
  // The limit is one of numbers, the lowest free one of which each new file gets.
  let limit = 0
  for (let free = 0; free < count; limit++) if (!open.has(limit)) free++
  execFileSync('prlimit', [`--pid=${daemon.pid}`, `--nofile=${limit}:`])
}

/** Connections that the daemon accepts until it can't, and those that it turns away. */
async function crowd(daemon: CrashingDaemon, count: number): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => connect(join(daemon.folder, 'run/libvirt-sock')))
  for (const socket of sockets) socket.on('error', () => {})
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  return sockets
}

test('without descriptors a daemon serves those that it has, loses no guest, and lets others in as soon as it can', async () => {
  await using stack = new AsyncDisposableStack()
  const daemon = await daemonOf(stack)
  const client = await daemon.connect()
  const { dom } = (await client.call('DOMAIN_CREATE_XML', { xml: pc({ name: 'runs' }), flags: 0 })) as { dom: object }
  const defined = (await client.call('DOMAIN_DEFINE_XML', { xml: pc({ name: 'kept' }) })) as { dom: object }
  const [{ pid } = { pid: 0 }] = daemon.emulators()
  leave(daemon, 8)
  const others = await crowd(daemon, 40)
  const starting = client.call('DOMAIN_CREATE', defined)
  await expect(starting).rejects.toMatchObject({ message: expect.stringMatching(/too many open files/) })
  for (let round = 0; round < 20; round++) {
    expect(await client.call('DOMAIN_IS_ACTIVE', { dom })).toEqual({ value: 1 })
    expect(await client.call('DOMAIN_GET_STATE', { dom, flags: 0 })).toMatchObject({ state: 1 })
    expect(await client.call('DOMAIN_IS_ACTIVE', defined)).toEqual({ value: 0 })
  }
  expect(readdirSync(join(daemon.folder, 'run/guests'))).toEqual(['domain-1-runs'])
  for (const socket of others) socket.destroy()
  // The daemon notices that they are gone in its own time.
  await expect
    .poll(async () => (await daemon.connect()).call('DOMAIN_LOOKUP_BY_NAME', { name: 'runs' }), { timeout: 20_000 })
    .toMatchObject({ dom: { name: 'runs' } })
  await client.call('DOMAIN_CREATE', defined)
  expect(daemon.emulators().map(({ name }) => name)).toEqual(expect.arrayContaining(['runs', 'kept']))
  expect(daemon.emulators().some((each) => each.pid === pid)).toBe(true)
})

test('a start that runs out of descriptors, wherever that is, leaves nothing behind', {
  timeout: 180_000,
}, async () => {
  await using stack = new AsyncDisposableStack()
  const daemon = await daemonOf(stack)
  const client = await daemon.connect()
  const defined = (await client.call('DOMAIN_DEFINE_XML', { xml: pc({ name: 'kept' }) })) as { dom: object }
  const made = () => ['guests', 'status'].flatMap((name) => namesIn(join(daemon.folder, 'run', name)))
  for (let count = 0, failed = true; failed; count++) {
    leave(daemon, count)
    const error = await client.call('DOMAIN_CREATE', defined).catch((reason: { message: string }) => reason)
    failed = error !== undefined
    if (failed)
      expect([count, error, made()]).toEqual([
        count,
        expect.objectContaining({ message: expect.stringMatching(/too many open files/) }),
        [],
      ])
  }
  expect(made()).toHaveLength(2)
})

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
