import { type ConnectOptions, connect as connectTo, type RemoteHost } from './access/rpc/client/index.ts'
import type { Host, Imported, ImportOptions, OpenOptions } from './api/index.ts'
import { Paths } from './driver/host/paths.ts'
import { LocalHost } from './driver/node/index.ts'

export type { ConnectOptions, ReconnectOptions, RemoteHost } from './access/rpc/client/index.ts'
export type * from './api/index.ts'
export { type ErrorCode, errorCodes, LodgeError } from './base/errors.ts'

/**
 * Opens this machine. Nothing is started by it; guests that are created run on when it is disposed of.
 *
 * ```ts
 * await using host = await open()
 * await using guest = await host.create(xml)
 * for await (const chunk of await guest.console()) process.stdout.write(chunk)
 * ```
 */
export async function open(options: OpenOptions = {}): Promise<LocalHost> {
  return new LocalHost(options)
}

/**
 * Connects to a daemon by its URI (`qemu:///session`, `qemu+ssh://root@host/system`, …) or by its name in libvirt.conf; without
 * one to `LIBVIRT_DEFAULT_URI`, or to this machine's. The daemon may be `lodge serve` or libvirt's own. A session's daemon is
 * started where none runs, unless LIBVIRT_AUTOSTART is 0.
 *
 * ```ts
 * await using host = await connect('qemu:///session')
 * for await (const event of host.events()) console.log(event.domain.name, event.event)
 * ```
 */
export function connect(uri?: string, options: ConnectOptions = {}): Promise<RemoteHost> {
  const startSession = async () => (await import('./daemon/session-daemon.ts')).startSessionDaemon()
  return connectTo(uri, process.env.LIBVIRT_AUTOSTART === '0' ? options : { startSession, ...options })
}

/**
 * Defines on a host of this machine what libvirt has defined here; libvirt's own files stay as they are. Copies of firmware's
 * variables, and of what emulated TPMs keep, go beneath `root`, or where this user's daemon keeps its own.
 *
 * ```ts
 * for await (const { name, result } of importLibvirt(host, { dryRun: true })) console.log(name, result)
 * ```
 */
export async function* importLibvirt(
  host: Host,
  { root, ...options }: ImportOptions & Pick<OpenOptions, 'root'> = {},
): AsyncGenerator<Imported> {
  const { importLibvirt: work } = await import('./driver/import/index.ts')
  const { folders, imports } = new Paths({ root })
  const { nvram, swtpm } = folders
  yield* work(host, { ...options, nvram, swtpm, imports })
}
