import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { LodgeError, messageOf } from '../../../../base/errors.ts'
import type { ServerUri } from '../uri.ts'

const usualPort = 16509

/** Nothing is encrypted, and nobody says who they are: for networks of one's own. */
export function dialTcp({ text, host = '', port = usualPort }: ServerUri, signal: AbortSignal): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
  const socket = connect({ host, port, signal, noDelay: true, keepAlive: true }, () => resolve(socket))
  socket.once('error', (error) =>
    reject(
      new LodgeError('NO_CONNECT', `cannot connect to ${text}: ${messageOf(error)}`, {
        where: `${host}:${port}`,
        hint: `qemu+ssh://${host}/ needs no daemon that listens to the network`,
        cause: error,
      }),
    ),
  )
  return promise
}
