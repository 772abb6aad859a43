import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import type { Identity } from '../access/chain/identity.ts'
import { systemError } from '../driver/host/files.ts'
import type { NetworkAddress } from './network-address.ts'
import { closed } from './sockets.ts'
import type { X509Files } from './x509-files.ts'

interface Options {
  files(): X509Files
  /** Whether somebody with that certificate may come in. */
  admits(identity: Identity): boolean
  accept(socket: TLSSocket, identity: Identity): void
  refused(identity: Identity, why: string): void
}

const handshakeTimeout = 10_000

/** Handshakes at a time: each costs more than the client that began it. */
const mostHandshakes = 50

/** libvirt's clients wait for this byte: the server has looked at their certificate and goes on. */
const admitted = Uint8Array.of(1)

/** A listener for clients with certificates; `reload` reads the files again for those who come later. */
export async function listenTls({ host, port }: NetworkAddress, options: Options): Promise<TlsListener> {
  const server = createServer({
    ...contextOf(options.files()),
    ...{ requestCert: true, rejectUnauthorized: true, handshakeTimeout, minVersion: 'TLSv1.2' },
  })
  const handshakes = new Map<string, Socket>()
  server.on('connection', (socket) => {
    const key = keyOf(socket)
    if (handshakes.size >= mostHandshakes) socket.destroy()
    else handshakes.set(key, socket)
    socket.once('close', () => handshakes.delete(key))
  })
  server.on('tlsClientError', (error, socket) => {
    options.refused(identityOf(socket), error.message)
    socket.destroy()
  })
  server.on('secureConnection', (socket) => {
    const identity = identityOf(socket)
    handshakes.delete(keyOf(socket))
    socket.on('error', () => {})
    if (!options.admits(identity)) {
      options.refused(identity, 'no rule is for that certificate')
      socket.destroy()
      return
    }
    socket.write(admitted)
    options.accept(socket, identity)
  })
  await bound(server, { host, port })
  return {
    port: (server.address() as { port: number }).port,
    reload: () => server.setSecureContext(contextOf(options.files())),
    [Symbol.asyncDispose]: () => {
      for (const socket of handshakes.values()) socket.destroy()
      return closed(server)
    },
  }
}

export interface TlsListener extends AsyncDisposable {
  port: number
  reload(): void
}

function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}

function contextOf({ authority, certificate, key, revoked }: X509Files) {
  return { ca: authority, cert: certificate, key, crl: revoked }
}

function identityOf(socket: TLSSocket): Identity {
  const raw = socket.getPeerX509Certificate?.()
  return {
    ...{ door: 'tls', readOnly: false, address: socket.remoteAddress },
    certificate: raw && distinguishedName(raw),
  }
}

/** As libvirt's tools write it (virt-pki-query-dn): Node has its parts in the same order, a line each. */
export function distinguishedName({ subject }: Pick<X509Certificate, 'subject'>): string {
  return (subject ?? '').split('\n').join(',')
}

async function bound(server: Server, { host, port }: NetworkAddress): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.on('error', (error) => reject(systemError(error, `cannot listen at ${host}, port ${port}`, `${host}:${port}`)))
  server.listen({ host, port }, resolve)
  await promise
}
