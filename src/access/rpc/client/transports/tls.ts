import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { LodgeError, messageOf } from '../../../../base/errors.ts'
import { isOn, type ServerUri } from '../uri.ts'

const usualPort = 16514

/** What a server says, inside, once it has found our certificate good. */
const welcome = 1

interface Files {
  ca: string
  cert: string
  key: string
}

/** libvirt's places for certificates: those of the system, or each user's own, which come first. */
const places = {
  system: {
    ca: '/etc/pki/CA/cacert.pem',
    cert: '/etc/pki/libvirt/clientcert.pem',
    key: '/etc/pki/libvirt/private/clientkey.pem',
  },
  folder: (folder: string): Files => ({
    ca: join(folder, 'cacert.pem'),
    cert: join(folder, 'clientcert.pem'),
    key: join(folder, 'clientkey.pem'),
  }),
} as const

export async function dialTls(uri: ServerUri, signal: AbortSignal): Promise<Duplex> {
  const { text, host = '', port = usualPort, parameters } = uri
  const verify = !isOn(parameters.no_verify)
  const files = filesOf(parameters.pkipath)
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
  const failed = (error: unknown): void => reject(refused(text, `${host}:${port}`, error))
  const socket = connect({
    ...{ host, port, ca: read(files.ca, verify), cert: read(files.cert), key: read(files.key) },
    ...(isIP(host) ? {} : { servername: host }),
    ...(parameters.tls_priority !== undefined && { ciphers: parameters.tls_priority }),
    rejectUnauthorized: verify,
  })
  const stop = (): void => void socket.destroy()
  signal.addEventListener('abort', stop)
  socket.once('error', failed).once('close', () => failed(new Error('the server has ended it')))
  socket.once('secureConnect', () => takeWelcome(socket, resolve, failed))
  try {
    return await promise
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function takeWelcome(socket: TLSSocket, resolve: (socket: Duplex) => void, failed: (error: unknown) => void): void {
  const look = (): void => {
    const byte = socket.read(1) as Uint8Array | null
    if (byte === null) return
    socket.off('readable', look)
    if (byte[0] === welcome) resolve(socket)
    else failed(new Error('the server does not take our certificate'))
  }
  socket.setNoDelay(true).on('readable', look)
  look()
}

/** Of the user's own only where all are there, as libvirt does it. */
function filesOf(folder: string | undefined): Files {
  if (folder !== undefined) return places.folder(folder)
  const own = places.folder(join(homedir(), '.pki', 'libvirt'))
  const system = places.system
  const keys = existsSync(own.cert) && existsSync(own.key) ? own : system
  return { ca: existsSync(own.ca) ? own.ca : system.ca, cert: keys.cert, key: keys.key }
}

/** A client may have no certificate of its own; without the authority's no server can be told from another. */
function read(path: string, required = false): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (missing && !required) return undefined
    throw new LodgeError('NO_CONNECT', `cannot read the certificate ${path}: ${messageOf(error)}`, {
      where: path,
      hint: missing
        ? 'pkipath=FOLDER in the URI names a folder with cacert.pem, clientcert.pem and clientkey.pem'
        : undefined,
      cause: error,
    })
  }
}

function refused(uri: string, where: string, error: unknown): LodgeError {
  const { code = '' } = error as NodeJS.ErrnoException
  const certificate = /CERT|SELF_SIGNED|ALTNAME|ALERT|VERIFY/.test(code)
  return new LodgeError('NO_CONNECT', `cannot connect to ${uri}: ${messageOf(error)}`, {
    where,
    hint: certificate
      ? 'certificates: the server has to be called as its own says, by an authority in cacert.pem'
      : undefined,
    cause: error,
  })
}
