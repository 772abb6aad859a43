import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openHost } from './open-host.ts'
import { startSessionDaemon } from './session-daemon.ts'

function scratch(): Disposable & { root: string } {
  const root = mkdtempSync(join(tmpdir(), 'lodge-open-'))
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 10 }) }
}

const warn = (): void => {}

/** The daemon that keeps a folder ends with the test: one that leaves by itself could do so too early. */
function ending(root: string): AsyncDisposable {
  const lock = join(root, 'run/definitions.lock')
  const { pid } = JSON.parse(readFileSync(lock, 'utf8')).process
  return {
    [Symbol.asyncDispose]: async () => {
      process.kill(pid, 'SIGTERM')
      await expect.poll(() => existsSync(lock)).toBe(false)
    },
  }
}

test('the daemon that keeps a folder is asked; without one this process does it', async () => {
  using place = scratch()
  const around = { warn, environment: { LODGE_ROOT: place.root, LIBVIRT_DEFAULT_URI: 'nonsense' } }
  const alone = await openHost({}, around)
  expect(alone.daemon).toBe(false)
  await alone.host[Symbol.asyncDispose]()
  await startSessionDaemon({ root: place.root })
  await using _ = ending(place.root)
  const asked = await openHost({}, around)
  expect(asked.daemon).toBe(true)
  expect(await asked.host.domains()).toEqual([])
  const local = await openHost({ local: true }, around)
  expect(local.daemon).toBe(false)
  await Promise.all([local, asked].map(({ host }) => host[Symbol.asyncDispose]()))
})

test.each([
  [{ LODGE_URI: 'ours://', LIBVIRT_DEFAULT_URI: 'theirs://', LODGE_ROOT: '/nowhere' }, undefined, 'ours'],
  [{ LIBVIRT_DEFAULT_URI: 'theirs://' }, undefined, 'theirs'],
  [{ LODGE_URI: 'ours://' }, 'given://', 'given'],
])('%j and --connect %s', async (environment, connect, expected) => {
  await expect(openHost({ connect }, { warn, environment })).rejects.toThrow(expected)
})

test('--local and --connect contradict each other', async () => {
  await expect(openHost({ local: true, connect: 'qemu:///system' }, { warn })).rejects.toMatchObject({
    code: 'INVALID_ARG',
  })
})
