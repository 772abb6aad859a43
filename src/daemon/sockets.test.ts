import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listenAt } from './sockets.ts'

/** A path in a folder of its own. */
function scratch(): Disposable & { path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-sockets-'))
  return { path: join(folder, 'socket'), [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

async function greeting(path: string): Promise<string> {
  const [bytes] = await once(connect(path), 'data')
  return String(bytes)
}

const greet = (socket: Socket): void => void socket.on('error', () => {}).end('hello')

test('the socket is for its owner alone, and goes with the listener', async () => {
  using place = scratch()
  const usual = process.umask()
  {
    await using _ = await listenAt(place.path, greet)
    expect((statSync(place.path).mode & 0o777).toString(8)).toBe('600')
    expect(process.umask()).toBe(usual)
    expect(await greeting(place.path)).toBe('hello')
  }
  expect(existsSync(place.path)).toBe(false)
})

test('what nobody listens at is replaced', async () => {
  using place = scratch()
  writeFileSync(place.path, 'left behind')
  await using _ = await listenAt(place.path, greet)
  expect(await greeting(place.path)).toBe('hello')
})

test('where somebody listens, that one stays', async () => {
  using place = scratch()
  await using _ = await listenAt(place.path, greet)
  await expect(listenAt(place.path, greet)).rejects.toMatchObject({ code: 'OPERATION_INVALID', where: place.path })
  expect(await greeting(place.path)).toBe('hello')
})

test('where no socket can be, it is said why', async () => {
  using place = scratch()
  const inside = join(place.path, 'not', 'there')
  await expect(listenAt(inside, greet)).rejects.toMatchObject({ code: 'SYSTEM_ERROR', where: inside })
})
