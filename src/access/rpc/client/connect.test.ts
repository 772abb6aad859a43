import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { served } from '../../../../test/support/rpc-peer.ts'
import { connect } from './index.ts'

let folder = ''
let servers: Server[] = []
const there = served({ hostname: async () => 'there' })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-connect-'))
  servers = []
  vi.stubEnv('XDG_RUNTIME_DIR', folder)
  vi.stubEnv('LIBVIRT_DEFAULT_URI', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  there.server.close()
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true })
})

async function listen(daemon: 'lodge' | 'libvirt', readOnly = false): Promise<string> {
  mkdirSync(join(folder, daemon), { recursive: true })
  const path = join(folder, daemon, 'libvirt-sock')
  const server = createServer((client) => there.server.accept(client, { readOnly }))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return path
}

const uriOf = (socket: string): string => `qemu+unix:///system?socket=${socket}`

test('a socket that is named is connected to; the environment may name it', async () => {
  const socket = await listen('libvirt')
  {
    await using host = await connect(uriOf(socket))
    expect([host.uri, await host.hostname()]).toEqual([uriOf(socket), 'there'])
  }
  vi.stubEnv('LIBVIRT_DEFAULT_URI', uriOf(socket))
  await using host = await connect()
  expect(await host.hostname()).toBe('there')
})

test('who may only look can not change anything', async () => {
  await using host = await connect(uriOf(await listen('libvirt')), { readOnly: true })
  await expect(host.define('<domain/>')).rejects.toMatchObject({ code: 'OPERATION_DENIED' })
})

test('where nobody listens, it is said where was looked', async () => {
  await expect(connect('qemu+unix:///session')).rejects.toMatchObject({
    ...{ code: 'NO_CONNECT', where: expect.stringContaining(join(folder, 'libvirt/libvirt-sock')) },
    hint: expect.stringContaining('lodge serve'),
  })
  await expect(connect(uriOf(join(folder, 'none')))).rejects.toMatchObject({ where: join(folder, 'none') })
})

test("a user's daemon is started where none listens, root's is not", async () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000)
  // The one that is started answers to its own name only.
  const startSession = vi.fn(() => listen('lodge'))
  const refused = connect('qemu:///session', { startSession })
  await expect(refused).rejects.toMatchObject({ code: 'NO_CONNECT', message: expect.stringContaining('nothing here') })
  expect(startSession).toHaveBeenCalledOnce()
  vi.spyOn(process, 'getuid').mockReturnValue(0)
  rmSync(join(folder, 'lodge'), { recursive: true })
  await expect(connect('qemu:///session', { startSession })).rejects.toMatchObject({ code: 'NO_CONNECT' })
  expect(startSession).toHaveBeenCalledOnce()
})

test('a server that says nothing is given up', async () => {
  const path = join(folder, 'silent')
  const server = createServer(() => {})
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  await expect(connect(uriOf(path), { connectTimeout: 50 })).rejects.toMatchObject({
    ...{ code: 'NO_CONNECT', message: expect.stringContaining('within 50 ms') },
  })
})
