import type { Part, Props, PropValue } from '../../../qemu/part.ts'
import type { LaunchContext } from '../../context.ts'
import { reconnectProps } from '../reconnect.ts'
import type { Chardev, ChardevSource } from './xml.ts'

type SourceOf<T extends ChardevSource['type']> = Extract<ChardevSource, { type: T }>

interface Naming {
  /** The name of the device that is served: `serial0`. */
  owner: string
  /** The backend's own name; `char` and the owner where absent. */
  id?: string
  /** Where a UNIX socket without a path is made. */
  generatedPath?: string
  /** What a SPICE client finds behind it. */
  spice?: 'vdagent' | 'smartcard' | 'usbredir'
  /** The host device is a parallel port. */
  parallel?: boolean
}

/** The backend's id, for the device that uses it. */
export function chardevId(owner: string): string {
  return `char${owner}`
}

/** Everything that makes the backend, `-chardev` last. */
export function chardevParts({ source, log }: Chardev, naming: Naming, context: LaunchContext): Part[] {
  const before: Part[] = []
  const id = naming.id ?? chardevId(naming.owner)
  const opened = (path: string, append: boolean, what: string): string => {
    const set = context.fdset()
    const file = { descriptor: 'file' as const, path, append, fdset: set }
    before.push({ make: 'keyval', option: '-add-fd', props: { set, fd: file, opaque: `${naming.owner}-${what}` } })
    return `/dev/fdset/${set}`
  }
  const { head, props } = backend(source, { ...naming, id }, context, before, opened)
  // QEMU appends to a descriptor in any case; whether the file is emptied first is the opener's business
  const logged = log && { logfile: opened(log.file, log.append ?? false, 'log'), logappend: true }
  return [...before, { make: 'keyval', option: '-chardev', head, props: { id, ...props, ...logged } }]
}

type Opener = (path: string, append: boolean, what: string) => string

function backend(
  source: ChardevSource,
  naming: Naming & { id: string },
  context: LaunchContext,
  before: Part[],
  opened: Opener,
): { head: string; props: Props } {
  switch (source.type) {
    case 'file':
      return {
        head: 'file',
        props: { path: opened(source.path ?? '', source.append ?? false, 'source'), append: true },
      }
    case 'dev':
      return { head: naming.parallel ? 'parallel' : 'serial', props: { path: source.path } }
    case 'pipe':
      return { head: 'pipe', props: { path: source.path } }
    case 'udp':
      return { head: 'udp', props: datagrams(source) }
    case 'tcp':
      return { head: 'socket', props: stream(source, naming.id, context, before) }
    case 'unix':
      return { head: 'socket', props: unixSocket(source, naming, context) }
    case 'spicevmc':
      return { head: 'spicevmc', props: { name: naming.spice ?? 'vdagent' } }
    case 'spiceport':
    case 'dbus':
      return { head: source.type, props: { name: source.channel } }
    case 'qemu-vdagent':
      return {
        head: 'qemu-vdagent',
        props: {
          name: 'vdagent',
          clipboard: source.clipboard?.copypaste,
          mouse: source.mouse && source.mouse.mode === 'client',
        },
      }
    case 'nmdm':
      return { head: 'null', props: {} }
    default:
      return { head: source.type, props: {} }
  }
}

function datagrams({ bind, connect }: SourceOf<'udp'>): Props {
  const local = bind && { localaddr: bind.host ?? '', localport: bind.service ?? '0' }
  return {
    host: connect?.host ?? '',
    port: connect?.service ?? '',
    ...(local ?? { localaddr: '', localport: '0' }),
  }
}

function stream(source: SourceOf<'tcp'>, id: string, context: LaunchContext, before: Part[]): Props {
  const listens = source.mode === 'bind'
  const secure = source.tls === true
  const credentials = `obj${id}_tls0`
  if (secure) {
    before.push({
      make: 'object',
      props: {
        'qom-type': 'tls-creds-x509',
        id: credentials,
        dir: `${context.host.folders.certificates}/libvirt-chardev`,
        endpoint: listens ? 'server' : 'client',
        'verify-peer': true,
      },
    })
  }
  return {
    host: source.host,
    port: source.service,
    telnet: source.protocol === 'telnet' || undefined,
    ...(listens && waiting),
    ...reconnectProps(source.reconnect, context.qemu),
    'tls-creds': secure ? credentials : undefined,
  }
}

const waiting = { server: true, wait: false } as const

function unixSocket(source: SourceOf<'unix'>, naming: Naming, context: LaunchContext): Props {
  const path: PropValue = source.path ?? naming.generatedPath ?? ''
  if (source.mode === 'connect') return { path, ...reconnectProps(source.reconnect, context.qemu) }
  return { fd: { descriptor: 'listen', path }, ...waiting }
}
