import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { LodgeError, messageOf } from '../../../../base/errors.ts'
import type { ServerUri } from '../uri.ts'
import { arrived } from './arrived.ts'

const usualPort = 16509

/** Nothing is encrypted, and nobody says who they are: for networks of one's own. */
export async function dialTcp({ text, host = '', port = usualPort }: ServerUri, signal: AbortSignal): Promise<Duplex> {
  try {
    return await arrived(connect({ host, port, noDelay: true, keepAlive: true }), 'connect', signal)
  } catch (error) {
    throw new LodgeError('NO_CONNECT', `cannot connect to ${text}: ${messageOf(error)}`, {
      where: `${host}:${port}`,
      hint: `qemu+ssh://${host}/ needs no daemon that listens to the network`,
      cause: error,
    })
  }
}
