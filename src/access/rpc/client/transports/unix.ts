import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { LodgeError, messageOf } from '../../../../base/errors.ts'
import { arrived } from './arrived.ts'

/** Nobody is there; the next place may have somebody. */
const nobody = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR'])

/** Connects to the first of some sockets at which somebody listens. */
export async function dialUnix(uri: string, paths: readonly string[], signal: AbortSignal): Promise<Duplex> {
  for (const path of paths) {
    try {
      return await dial(path, signal)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (!nobody.has(code)) throw refused(uri, path, error)
    }
  }
  throw new LodgeError('NO_CONNECT', `no daemon listens for ${uri}`, {
    where: paths.join(', '),
    hint: "'lodge serve' is one; socket=PATH in the URI names another place",
  })
}

function dial(path: string, signal: AbortSignal): Promise<Duplex> {
  const socket = connect(path)
  return arrived(socket, 'connect', signal)
}

function refused(uri: string, path: string, error: unknown): LodgeError {
  const { code } = error as NodeJS.ErrnoException
  return new LodgeError('NO_CONNECT', `cannot connect to ${uri}: ${messageOf(error)}`, {
    where: path,
    hint:
      code === 'EACCES' || code === 'EPERM'
        ? `you may not open that socket: 'ls -l ${path}' shows whose it is, and which group may`
        : undefined,
    cause: error,
  })
}
