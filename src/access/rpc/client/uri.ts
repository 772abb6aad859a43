import { LodgeError } from '../../../base/errors.ts'
import { nearest } from '../../../base/nearest.ts'

/** How a server is reached, with what can be said of the way, as libvirt names it. */
const transports = {
  unix: ['socket', 'mode'],
  ssh: [
    ...['socket', 'mode', 'command', 'netcat', 'keyfile', 'known_hosts', 'known_hosts_verify'],
    ...['no_verify', 'no_tty', 'proxy'],
  ],
  tls: ['pkipath', 'no_verify', 'tls_priority'],
  tcp: [],
} as const satisfies Record<string, readonly string[]>

export type Transport = keyof typeof transports
type ParameterName = (typeof transports)[Transport][number] | 'name'

/** Whether libvirt's one daemon for everything is meant, or the one for QEMU alone. */
const modes = ['auto', 'legacy', 'direct']

/** libvirt's other libraries for ssh; the program does the same. */
const otherNames: Record<string, Transport> = { libssh: 'ssh', libssh2: 'ssh' }

export type Scope = 'system' | 'session'

export interface ServerUri {
  /** As it was given. */
  text: string
  transport: Transport
  scope: Scope
  /** What the server is asked to open. */
  name: string
  user?: string
  host?: string
  port?: number
  parameters: Partial<Record<ParameterName, string>>
}

const examples = 'qemu:///system, qemu:///session, qemu+ssh://user@host/system or qemu+tls://host/system'

/** Says what is wrong with a URI, and what would do. */
export function parseUri(text: string): ServerUri {
  const fail = (why: string, hint = `such as ${examples}`): never => {
    throw new LodgeError('INVALID_ARG', `the URI '${text}' ${why}`, { where: text, hint })
  }
  const url = URL.canParse(text) ? new URL(text) : fail('is none')
  const [driver, named, ...more] = url.protocol.slice(0, -1).split('+')
  if (driver !== 'qemu' || more.length > 0) fail(`is for '${driver}', and here only QEMU's guests are known`)
  const host = hostOf(url, fail)
  const transport = transportOf(named ?? (host === undefined ? 'unix' : 'tls'), fail)
  if (transport === 'unix' ? host !== undefined : host === undefined) {
    fail(
      transport === 'unix' ? 'names a host, and a UNIX socket is always on this one' : 'names no host to go to',
      transport === 'unix' ? `qemu+ssh://${host}/system goes there` : `qemu+${transport}://host/system does`,
    )
  }
  const scope = url.pathname.slice(1).replace(/\/$/, '')
  if (scope !== 'system' && scope !== 'session') fail('does not end in /system or /session')
  const parameters = parametersOf(url, transport, fail)
  const { mode } = parameters
  if (mode !== undefined && !modes.includes(mode)) fail(`has the mode '${mode}'`, `there are ${modes.join(', ')}`)
  return {
    ...{ text, transport, scope: scope as Scope, host, parameters },
    name: parameters.name ?? `qemu:///${scope}`,
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    port: url.port === '' ? undefined : Number(url.port),
  }
}

type Fail = (why: string, hint?: string) => never

/** Hosts become words of command lines: none may look like an option. */
function hostOf({ hostname }: URL, fail: Fail): string | undefined {
  if (hostname === '') return undefined
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return /^[\w][\w.-]*$|^[\da-fA-F:.]*(%\w+)?$/.test(host) ? host : fail(`has no host's name in it: '${host}'`)
}

function transportOf(named: string, fail: Fail): Transport {
  const found = otherNames[named] ?? named
  if (Object.hasOwn(transports, found)) return found as Transport
  return fail(`goes by '${named}', which is not known`, `there are ${Object.keys(transports).join(', ')}`)
}

function parametersOf(url: URL, transport: Transport, fail: Fail): ServerUri['parameters'] {
  const known: readonly string[] = [...transports[transport], 'name']
  for (const [name, value] of url.searchParams) {
    if (!known.includes(name)) {
      const meant = nearest(name, known)
      fail(
        `has a parameter '${name}', which means nothing with ${transport}`,
        meant ? `did you mean ${meant}?` : `there are ${known.join(', ')}`,
      )
    }
    if (/[\0\n\r]/.test(value)) fail(`has a line's end in its parameter '${name}'`)
  }
  return Object.fromEntries(url.searchParams)
}

/** A parameter that is a number in libvirt's way: anything but 0 is yes. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '0'
}
