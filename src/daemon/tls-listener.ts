import { constants, type X509Certificate } from 'node:crypto'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import type { Identity } from '../access/chain/identity.ts'
import { systemError } from '../driver/host/files.ts'
import { Handshakes } from './handshakes.ts'
import type { NetworkAddress } from './network-address.ts'
import { closed } from './sockets.ts'
import type { X509Files } from './x509-files.ts'

interface Options {
  files(): X509Files
  /** Whether somebody with that certificate may come in. */
  admits(identity: Identity): boolean
  accept(socket: TLSSocket, identity: Identity): void
  refused(identity: Identity, why: string): void
  /** Milliseconds for a handshake. */
  handshakeWithin?: number
}

/** Each costs more than the client that began it. */
const mostHandshakes = 50

/** libvirt's clients wait for this byte: the server has looked at their certificate and goes on. */
const admitted = Uint8Array.of(1)

/** A listener for clients with certificates; `reload` reads the files again for those who come later. */
export async function listenTls({ host, port }: NetworkAddress, options: Options): Promise<TlsListener> {
  const server = createServer({
    ...contextOf(options.files()),
    ...{ requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    // Whoever it is has been seen once; to be seen anew costs us more than them.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  })
  const handshakes = new Handshakes({ most: mostHandshakes, within: options.handshakeWithin ?? 10_000 })
  server.on('connection', (socket) => handshakes.begin(socket))
  server.on('tlsClientError', (error, socket) => {
    options.refused(identityOf(socket), String(socket.authorizationError ?? error.message))
    socket.destroy()
  })
  server.on('secureConnection', (socket) => {
    const identity = identityOf(socket)
    handshakes.done(socket)
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
      handshakes.end()
      return closed(server)
    },
  }
}

export interface TlsListener extends AsyncDisposable {
  port: number
  reload(): void
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
