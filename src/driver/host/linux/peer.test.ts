import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { peerReader } from './peer.ts'

const connects = `require('node:net').connect(process.argv[1]).on('error', () => {}).resume()`

/** What the kernel says of a process that connects. */
async function credentials(options: { uid?: number; gid?: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-peer-'))
  const server = createServer().listen(join(folder, 'socket'))
  try {
    await once(server, 'listening')
    chmodSync(folder, 0o711)
    chmodSync(join(folder, 'socket'), 0o666)
    const client = spawn(process.execPath, ['-e', connects, join(folder, 'socket')], {
      stdio: 'ignore',
      cwd: '/',
      ...options,
    })
    const refused = once(client, 'exit').then(() => undefined)
    const [socket] = ((await Promise.race([once(server, 'connection'), refused])) ?? []) as Socket[]
    const said = socket && (await peerReader())(socket)
    socket?.destroy()
    await refused
    return { said, pid: client.pid }
  } finally {
    server.close()
    rmSync(folder, { recursive: true })
  }
}

test('who connects is known by process, user and groups', async () => {
  const { said, pid } = await credentials({})
  expect(said).toMatchObject({ pid, uid: process.getuid?.(), gid: process.getgid?.() })
  expect(new Set([...(said?.groups ?? []), process.getgid?.()])).toEqual(
    new Set([...(process.getgroups?.() ?? []), process.getgid?.()]),
  )
})

test('another user is another user', async (context) => {
  context.skip(process.getuid?.() !== 0, 'only root can become another user')
  const { said } = await credentials({ uid: 65_534, gid: 65_534 })
  context.skip(said === undefined, 'that user cannot run this Node')
  expect(said).toMatchObject({ uid: 65_534, gid: 65_534, groups: [] })
})
