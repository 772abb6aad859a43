import { chmodSync, statSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import type { Identity } from '../access/chain/identity.ts'
import { trustedGroups } from '../access/chain/policy.ts'
import type { ServeOptions } from '../access/cli/verb.ts'
import { LodgeError } from '../base/errors.ts'
import { accountNumbers } from '../driver/host/accounts.ts'
import { makeFolder, systemError } from '../driver/host/files.ts'
import type { Paths } from '../driver/host/paths.ts'
import { identify, type PeerCredentials, peerReader } from '../driver/host/system.ts'
import { takeInherited } from './inherited.ts'
import { libvirtSockets, requireNoLibvirtd } from './libvirt-sockets.ts'
import { isLoopback, type NetworkAddress, networkAddress } from './network-address.ts'
import { closed, listenAt, listenOn, type SocketOptions } from './sockets.ts'
import { x509Files } from './x509-files.ts'

interface Doors {
  options: Pick<ServeOptions, 'libvirtSockets' | 'listenTls' | 'listenTcp' | 'pki' | 'root'>
  paths: Paths
  /** Who may come in is decided behind the doors: whoever is of this machine may knock. */
  forEverybody: boolean
  admits(identity: Identity): boolean
  accept(socket: Socket, identity: Identity): void
  refused(identity: Identity, why: string): void
  warn(warning: LodgeError): void
}

const ports = { tls: 16_514, tcp: 16_509 }

export interface OpenDoors {
  /** Reads certificates again, for those who come later. */
  reload(): void
  /** URIs for clients of other machines, or over TCP. */
  network: string[]
}

/** Everything at which clients can come in. */
export async function openDoors(doors: Doors, stack: AsyncDisposableStack): Promise<OpenDoors> {
  const { options, paths, warn } = doors
  const credentials = await readerOf(warn)
  const inherited = takeInherited()
  const enter =
    (readOnly: boolean, open = false) =>
    (socket: Socket) => {
      const process = credentials?.(socket)
      // Of whom the kernel can't say anything has gone.
      if (credentials && !process) return void socket.destroy()
      const startTime = process && isOther(process.uid) ? identify(process.pid)?.startTime : undefined
      // What everybody may open lets nobody change anything of whom nothing is known.
      doors.accept(socket, {
        ...{ door: 'unix', readOnly: readOnly || (open && !process) },
        process: process && { ...process, startTime },
      })
    }
  for (const { fd, name } of inherited) stack.use(await listenOn(fd, enter(/-ro\b/.test(name), true)))
  const own = { socket: paths.socket, readOnlySocket: paths.readOnlySocket }
  const theirs = options.libvirtSockets ? libvirtSockets(paths.privileged) : undefined
  if (theirs) requireNoLibvirtd(theirs)
  const modes = await modesOf(doors, credentials !== undefined)
  for (const { socket, readOnlySocket } of [...(inherited.length > 0 ? [] : [own]), ...(theirs ? [theirs] : [])]) {
    makeSocketFolder(dirname(socket), modes.folder)
    stack.use(await listenAt(socket, enter(false), modes.both))
    if (readOnlySocket) stack.use(await listenAt(readOnlySocket, enter(true), modes.look))
  }
  const network: string[] = []
  const uri = (kind: string, { host }: NetworkAddress, port: number): string =>
    `qemu+${kind}://${host.includes(':') ? `[${host}]` : host}:${port}/${paths.privileged ? 'system' : 'session'}`
  if (options.listenTcp !== undefined) {
    const address = networkAddress(options.listenTcp, ports.tcp)
    network.push(uri('tcp', address, stack.use(await listenTcp(address, doors)).port))
  }
  if (options.listenTls === undefined) return { network, reload: () => {} }
  const address = networkAddress(options.listenTls, ports.tls)
  // OpenSSL takes megabytes, and most daemons are for this machine only.
  const { listenTls } = await import('./tls-listener.ts')
  const listener = stack.use(await listenTls(address, { ...doors, files: () => x509Files(options.pki) }))
  network.push(uri('tls', address, listener.port))
  return { network, reload: () => reloadCertificates(listener, warn) }
}

/** About root and the daemon's own user polkit is never asked, which is all that the start of a process is for. */
function isOther(uid: number): boolean {
  return uid !== 0 && uid !== process.geteuid?.()
}

interface Modes {
  both: SocketOptions
  look: SocketOptions
  /** Of the folder that they are in, where it is not its owner's alone. */
  folder: number | undefined
}

const everybody: SocketOptions = { shared: { mode: 0o666 } }
const passable = 0o711

/** The system's sockets are for the group that manages guests, and for everybody to look; any other is its owner's. */
async function modesOf({ paths, options, forEverybody }: Doors, knowsWho: boolean): Promise<Modes> {
  if (forEverybody && knowsWho) return { both: everybody, look: everybody, folder: passable }
  if (!paths.privileged || options.root !== undefined) return { both: {}, look: {}, folder: undefined }
  const groups = await accountNumbers('group', trustedGroups)
  const gid = trustedGroups.map((name) => groups.get(name)).find((number) => number !== undefined)
  return {
    both: gid === undefined ? {} : { shared: { gid, mode: 0o660 } },
    look: everybody,
    folder: passable,
  }
}

/** Others get to the sockets through it; what else is in ours they can't list. One that is there already is as somebody wants it. */
function makeSocketFolder(path: string, mode: number | undefined): void {
  makeFolder(path)
  if (mode !== undefined && (statSync(path).mode & 0o777) === 0o700) chmodSync(path, mode)
}

async function readerOf(warn: Doors['warn']): Promise<((socket: Socket) => PeerCredentials | undefined) | undefined> {
  try {
    return await peerReader()
  } catch (error) {
    if (!(error instanceof LodgeError)) throw error
    warn(new LodgeError(error.code, `${error.message}; whoever may open a socket is taken for its owner`, error))
    return undefined
  }
}

/** Nobody says who they are there, and everything can be read on the way: it stays on this machine. */
async function listenTcp(
  address: NetworkAddress,
  { accept, warn }: Doors,
): Promise<AsyncDisposable & { port: number }> {
  const where = `${address.host}:${address.port}`
  if (!isLoopback(address)) {
    throw new LodgeError(
      'CONFIG_UNSUPPORTED',
      `TCP without TLS is for this machine alone, and ${where} is for others`,
      {
        hint: '--listen-tls HOST:PORT for other machines, or ssh (qemu+ssh://)',
      },
    )
  }
  warn(
    new LodgeError('AUTH_UNAVAILABLE', `every user of this machine can come in at ${where}, and is asked for nothing`),
  )
  const server = createServer((socket) =>
    accept(socket, { door: 'tcp', readOnly: false, address: socket.remoteAddress }),
  )
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.on('error', (error) => reject(systemError(error, `cannot listen at ${where}`, where)))
  server.listen({ ...address }, resolve)
  await promise
  const { port } = server.address() as { port: number }
  return { port, [Symbol.asyncDispose]: () => closed(server) }
}

function reloadCertificates(listener: { reload(): void }, warn: Doors['warn']): void {
  try {
    listener.reload()
  } catch (error) {
    const reason = error instanceof LodgeError ? error : new LodgeError('CONF_SYNTAX', String(error))
    warn(new LodgeError(reason.code, `certificates stay as they were: ${reason.message}`, reason))
  }
}
