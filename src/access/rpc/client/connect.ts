import type { Duplex } from 'node:stream'
import { LodgeError } from '../../../base/errors.ts'
import { resolveUri, type Surroundings, surroundings } from './aliases.ts'
import type { ClientLimits } from './limits.ts'
import type { Dial, ReconnectOptions } from './link.ts'
import { RemoteHost } from './remote-host.ts'
import { socketPaths } from './sockets.ts'
import { dialSsh } from './transports/ssh.ts'
import { dialTcp } from './transports/tcp.ts'
import { dialTls } from './transports/tls.ts'
import { dialUnix } from './transports/unix.ts'
import { parseUri, type ServerUri, type Transport } from './uri.ts'

export interface ConnectOptions {
  /** Nothing can be changed. */
  readOnly?: boolean
  /** A connection that breaks is made anew: events go on, calls that were on their way fail. */
  reconnect?: boolean | ReconnectOptions
  /** Milliseconds in which the server has to have let us in: 30 s where it is left out. */
  connectTimeout?: number
  /** Milliseconds that a call may take; without it a server that answers other calls may take its time. */
  timeout?: number
  /** Milliseconds of silence after which the server is asked whether it is there, and how often it may not answer. */
  keepalive?: ClientLimits['keepalive']
  /** Starts a daemon of the user's own where none listens for `qemu:///session`. */
  startSession?(): Promise<unknown>
}

type Way = (uri: ServerUri, options: ConnectOptions, around: Surroundings) => Dial

const ways: Record<Transport, Way> = {
  unix: (uri, options, around) => (signal) => dialLocal(uri, options, { around, signal }),
  ssh:
    (uri, { readOnly = false }) =>
    () =>
      dialSsh(uri, readOnly),
  tls: (uri) => (signal) => dialTls(uri, signal),
  tcp: (uri) => (signal) => dialTcp(uri, signal),
}

/**
 * Connects to a daemon, ours or libvirt's own, by its URI or its name in libvirt.conf; without one to `LIBVIRT_DEFAULT_URI`,
 * or to this machine's daemon: the system's for root, the session's for others.
 *
 * ```ts
 * await using host = await connect('qemu+ssh://root@example.org/system')
 * for (const domain of await host.domains({ active: true })) console.log(domain.name)
 * ```
 */
export async function connect(uri?: string, options: ConnectOptions = {}): Promise<RemoteHost> {
  const around = surroundings()
  const server = parseUri(resolveUri(uri, around))
  const { readOnly, reconnect, connectTimeout = 30_000, timeout, keepalive } = options
  return RemoteHost.open({
    ...{ uri: server.text, name: server.name, readOnly, timeout, connectTimeout },
    ...(keepalive && { limits: { keepalive } }),
    reconnect: reconnect === true ? {} : reconnect || undefined,
    dial: ways[server.transport](server, options, around),
  })
}

interface Where {
  around: Surroundings
  signal: AbortSignal
}

async function dialLocal(uri: ServerUri, options: ConnectOptions, { around, signal }: Where): Promise<Duplex> {
  const { readOnly = false, startSession } = options
  const paths = socketPaths(uri, readOnly, around)
  try {
    return await dialUnix(uri.text, paths, signal)
  } catch (error) {
    // What root starts would serve the system, which is the business of the system's own services.
    const mayStart = uri.scope === 'session' && uri.parameters.socket === undefined && !around.privileged
    if (!mayStart || !startSession || !(error instanceof LodgeError) || error.cause) throw error
    await startSession()
    return dialUnix(uri.text, paths, signal)
  }
}
