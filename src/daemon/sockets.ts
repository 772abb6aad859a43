import { rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { LodgeError } from '../base/errors.ts'
import { errnoOf, systemError } from '../driver/host/files.ts'

/** Listens at a path, taking the place of what a daemon that died has left there. */
export async function listenAt(path: string, accept: (socket: Socket) => void): Promise<AsyncDisposable> {
  await removeStale(path)
  const server = createServer(accept)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Later ones tell of a client for whom no descriptor was left: it waits, and everybody else goes on.
  server.on('error', (error) => reject(systemError(error, `cannot listen at ${path}`, path)))
  // Who may open the socket may do everything that it is for, so it must never be open to others.
  const usual = process.umask(0o177)
  try {
    server.listen(path, resolve)
  } finally {
    process.umask(usual)
  }
  await promise
  return { [Symbol.asyncDispose]: () => closed(server) }
}

async function removeStale(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(path, () => resolve(true)).once('error', (error) => resolve(errnoOf(error) === 'EAGAIN'))
  const answered = await promise
  socket.destroy()
  if (!answered) return rmSync(path, { force: true })
  throw new LodgeError('OPERATION_INVALID', `a daemon listens at ${path} already`, {
    where: path,
    hint: 'one daemon serves a folder: stop that one, or choose another folder with --root',
  })
}

/** The clients' connections must be ended beforehand; the path goes with the server. */
function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  return promise
}
