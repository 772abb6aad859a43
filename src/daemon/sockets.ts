import { chmodSync, chownSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { LodgeError } from '../base/errors.ts'
import { isShortage, systemError } from '../driver/host/files.ts'
import { listeningSockets } from '../driver/host/system.ts'
import { answers } from './answers.ts'

export interface SocketOptions {
  /** For others than the owner, too: of what group it is, and its mode. */
  shared?: { gid?: number; mode: number }
}

type Accept = (socket: Socket) => void

/** Listens at a path, taking the place of what a daemon that died has left there. */
export async function listenAt(path: string, accept: Accept, { shared }: SocketOptions = {}): Promise<AsyncDisposable> {
  await removeStale(path)
  const { server, listening } = serverOf(path, accept)
  // Who may open the socket may do everything that it is for, so it must never be open to others than it is meant for.
  const usual = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(usual)
  }
  await listening
  if (shared) share(path, shared)
  return { [Symbol.asyncDispose]: () => closed(server) }
}

/** Listens at what another process has opened and given to this one; who may open it has been decided there. */
export async function listenOn(fd: number, accept: Accept): Promise<AsyncDisposable> {
  const { server, listening } = serverOf(`descriptor ${fd}`, accept)
  server.listen({ fd })
  await listening
  return { [Symbol.asyncDispose]: () => closed(server) }
}

function serverOf(where: string, accept: Accept): { server: Server; listening: Promise<void> } {
  const server = createServer((socket) => {
    try {
      accept(socket)
    } catch (error) {
      if (!isShortage(error)) throw error
      // Who it is cannot be found out without a descriptor: it may come again, and everybody else goes on.
      socket.destroy()
    }
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Later ones tell of a client for whom no descriptor was left: it waits, and everybody else goes on.
  server.on('error', (error) => reject(systemError(error, `cannot listen at ${where}`, where)))
  server.once('listening', resolve)
  return { server, listening: promise }
}

function share(path: string, { gid, mode }: { gid?: number; mode: number }): void {
  try {
    if (gid !== undefined) chownSync(path, -1, gid)
    chmodSync(path, mode)
  } catch (error) {
    throw systemError(error, `cannot open ${path} to others`, path)
  }
}

async function removeStale(path: string): Promise<void> {
  // Asking the kernel starts nobody: a connection may, where systemd holds the socket. Those of another network namespace
  // are not listed.
  if (!listeningSockets().has(path) && !(await answers(path))) return rmSync(path, { force: true })
  throw new LodgeError('OPERATION_INVALID', `a daemon listens at ${path} already`, {
    where: path,
    hint: 'one daemon serves a folder: stop that one, or choose another folder with --root',
  })
}

/** The clients' connections must be ended beforehand; the path goes with the server. */
export function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  return promise
}
