import type { Part, PropList, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { openGl } from './gl.ts'
import { listenAddress } from './listens.ts'
import type { DisplayOf } from './xml.ts'

type Spice = DisplayOf<'spice'>

export function spiceParts(spice: Spice, context: LaunchContext): Part[] {
  const { host } = context
  const { sasl, password } = host.displays.spice
  const where = address(spice, context)
  const secure = where['tls-port'] !== undefined
  const parts: Part[] = [
    {
      make: 'keyval',
      option: '-spice',
      props: [
        ...Object.entries(where),
        ...Object.entries({
          sasl: sasl || undefined,
          'agent-mouse': spice.mouse && spice.mouse === 'client',
          'disable-ticketing': spice.passwd === undefined && password === undefined ? true : undefined,
          'x509-dir': secure ? `${host.folders.certificates}/libvirt-spice` : undefined,
        }),
        ...channels(spice),
        ...Object.entries(looks(spice)),
        ...Object.entries(openGl(spice, context)),
        ['seamless-migration', true],
      ],
    },
  ]
  if (spice.keymap) parts.push({ make: 'option', option: '-k', value: spice.keymap })
  return parts
}

function looks(spice: Spice): Props {
  return {
    'image-compression': spice.image,
    'jpeg-wan-compression': spice.jpeg,
    'zlib-glz-wan-compression': spice.zlib,
    'playback-compression': spice.playback,
    'streaming-video': spice.streaming,
    'disable-copy-paste': spice.clipboard === false ? true : undefined,
    'disable-agent-file-xfer': spice.filetransfer === false ? true : undefined,
  }
}

function address(spice: Spice, context: LaunchContext): Props {
  const at = spice.listens[0]?.at
  if (!at || at.type === 'none') return { port: 0 }
  if (at.type === 'socket') return { unix: true, addr: at.socket ?? `${context.guestFolder}/spice.sock` }
  const addr = listenAddress(at, context.host.displays.spice, context.host)
  const chosen = (port: number | undefined, use: 'spice' | 'spice-tls') => (port === -1 ? context.freePort(use) : port)
  if (!spice.autoport) {
    return { port: chosen(spice.port, 'spice'), 'tls-port': chosen(spice.tlsPort, 'spice-tls'), addr }
  }
  const modes = [spice.defaultMode ?? 'any', ...spice.channels.map(({ mode }) => mode)]
  const insecure = modes.some((mode) => mode !== 'secure')
  const secure = modes.includes('secure')
  return {
    port: insecure ? context.freePort('spice') : undefined,
    'tls-port': secure ? context.freePort('spice-tls') : undefined,
    addr,
  }
}

/** A key for each channel. */
function channels({ defaultMode, channels: named }: Spice): PropList {
  const all = [{ name: 'default', mode: defaultMode ?? 'any' }, ...named]
  return all.flatMap(({ name, mode }) => (mode === 'any' ? [] : [[keys[mode], name] as const]))
}

const keys = { secure: 'tls-channel', insecure: 'plaintext-channel' } as const
