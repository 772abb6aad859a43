import { resolve } from 'node:path'
import type { HostChoice, OpenedHost } from '../access/cli/main.ts'
import { LodgeError } from '../base/errors.ts'
import { Paths } from '../driver/host/paths.ts'
import { answers } from './answers.ts'
import { socketUri } from './socket-uri.ts'
import { withTerminalAgent } from './terminal-agent.ts'

interface Around {
  warn(warning: LodgeError): void
  environment?: NodeJS.ProcessEnv
}

type Place = { uri: string } | { socket: string } | { here: { root?: string } } | { session: true }

/**
 * The host that the command works on. Whose folder a daemon keeps, that daemon is asked: two processes would be in each
 * other's way. A user's daemon is started where none runs; root's is the business of the system's own services.
 */
export async function openHost(choice: HostChoice, around: Around): Promise<OpenedHost> {
  const { warn, environment = process.env } = around
  const place = await placeOf(choice, environment)
  if ('here' in place) {
    const { LocalHost } = await import('../driver/node/index.ts')
    return { host: new LocalHost({ ...place.here, warn }), daemon: false }
  }
  const { connect } = await import('../access/rpc/client/index.ts')
  if ('uri' in place) {
    const { startSessionDaemon } = await import('./session-daemon.ts')
    const starts = environment.LIBVIRT_AUTOSTART !== '0' && { startSession: () => startSessionDaemon() }
    return { host: await withTerminalAgent(() => connect(place.uri, { ...starts })), daemon: true }
  }
  const socket = 'socket' in place ? place.socket : await (await import('./session-daemon.ts')).startSessionDaemon()
  return { host: await withTerminalAgent(() => connect(uriOf(socket))), daemon: true }
}

async function placeOf({ connect, local }: HostChoice, environment: NodeJS.ProcessEnv): Promise<Place> {
  const { LODGE_ROOT, LODGE_URI, LIBVIRT_DEFAULT_URI } = environment
  if (connect !== undefined && local)
    throw new LodgeError('INVALID_ARG', '--local and --connect contradict each other', { data: { usage: true } })
  if (connect !== undefined) return { uri: connect }
  const root = LODGE_ROOT ? resolve(LODGE_ROOT) : undefined
  if (local) return { here: { root } }
  if (LODGE_URI) return { uri: LODGE_URI }
  if (root === undefined && LIBVIRT_DEFAULT_URI) return { uri: LIBVIRT_DEFAULT_URI }
  const paths = new Paths({ root, environment })
  if (await answers(paths.socket)) return { socket: paths.socket }
  return root !== undefined || paths.privileged ? { here: { root } } : { session: true }
}

function uriOf(socket: string): string {
  return socketUri(`qemu:///${process.getuid?.() === 0 ? 'system' : 'session'}`, socket)
}
