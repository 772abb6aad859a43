import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { LodgeError, messageOf } from '../base/errors.ts'
import { Paths } from '../driver/host/paths.ts'
import { libvirtSockets } from './libvirt-sockets.ts'
import { startSessionDaemon } from './session-daemon.ts'

/*
 * The far end of qemu+ssh://: bytes between whoever has logged in and the daemon of this machine. It is called as libvirt's
 * virt-ssh-helper is, `lodge-ssh-helper [-r] URI`, so that it can stand in its place.
 */
try {
  const { values, positionals } = parseArgs({
    options: { readonly: { type: 'boolean', short: 'r' }, keepalive: { type: 'boolean', short: 'k' } },
    allowPositionals: true,
  })
  pipe(await reach(positionals[0] ?? '', values.readonly ?? false))
} catch (error) {
  fail(error)
}

/** A connection to the daemon that a URI means, which is started where it is the user's own. */
async function reach(uri: string, readOnly: boolean): Promise<Socket> {
  const path = /^qemu(?:\+\w+)?:\/\/[^/]*\/(system|session)\b/.exec(uri)?.[1]
  if (!path) {
    throw new LodgeError('INVALID_ARG', `'${uri}' is no URI of a daemon here`, {
      hint: 'qemu:///system or qemu:///session',
    })
  }
  const root = process.env.LODGE_ROOT
  const privileged = path === 'system'
  if (!privileged && root === undefined) return connected(await startSessionDaemon())
  const ours = new Paths({ root, privileged })
  const theirs = root === undefined ? libvirtSockets(privileged) : undefined
  const candidates = [ours, theirs].flatMap((each) => (readOnly ? each?.readOnlySocket : each?.socket) ?? [])
  return connected(candidates.find((each) => existsSync(each)) ?? candidates[0] ?? '')
}

async function connected(path: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = connect({ path, allowHalfOpen: true }, () => resolve(socket))
  socket.once('error', (error) =>
    reject(
      new LodgeError('NO_CONNECT', `no daemon answers at ${path}: ${messageOf(error)}`, {
        hint: 'lodge serve starts one',
      }),
    ),
  )
  return promise
}

/** Each direction ends by itself; all is over when the daemon has said its last word. */
function pipe(socket: Socket): void {
  process.stdin.on('error', () => socket.destroy())
  process.stdout.on('error', () => socket.destroy())
  socket.on('error', fail)
  process.stdin.pipe(socket)
  socket.pipe(process.stdout)
  socket.once('close', () => process.stdin.destroy())
}

function fail(error: unknown): void {
  const hint = error instanceof LodgeError && error.hint ? `; ${error.hint}` : ''
  process.stderr.write(`lodge-ssh-helper: ${messageOf(error)}${hint}\n`)
  process.exitCode = 1
}
