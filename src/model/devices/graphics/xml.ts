import { attr, element, type Field, type Infer, list, optional, union, within } from '../../../formats/xml/declare.ts'
import { int, nonEmpty, oneOf, onOff, positive, string, yesNo } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'
import { listenElement } from './listens.ts'

const port = optional(attr(int, '-1 is any free one'))
const autoport = optional(attr(yesNo, 'ports are found at each start'))
const listen = optional(attr(string, 'the address of the first <listen> once more'))
const keymap = optional(attr(nonEmpty, "QEMU's name of a keyboard layout"))

const password = {
  passwd: optional(attr(string, 'up to 8 characters for vnc', { secret: true })),
  passwdValidTo: optional(attr(nonEmpty, 'YYYY-MM-DDThh:mm:ss, UTC', { secret: true })),
  connected: optional(attr(oneOf('fail', 'disconnect', 'keep'), 'what a change of password does to a client')),
}

const gl = within('gl', {
  gl: optional(attr(yesNo, 'OpenGL in the guest', { name: 'enable' })),
  rendernode: optional(attr(nonEmpty, 'of the host')),
})

const audio = within('audio', { audio: optional(attr(positive, 'the backend that it carries', { name: 'id' })) })

export const channelNames = [
  'main',
  'display',
  'inputs',
  'cursor',
  'playback',
  'record',
  'smartcard',
  'usbredir',
] as const

const channelElement = element('channel', {
  name: attr(oneOf(...channelNames), 'one of the streams of SPICE'),
  mode: attr(oneOf('any', 'secure', 'insecure'), 'secure: over TLS'),
})

const imageCompressions = oneOf('auto_glz', 'auto_lz', 'quic', 'glz', 'lz', 'off')
const wanCompressions = oneOf('auto', 'never', 'always')

const spice = {
  port,
  tlsPort: port,
  autoport,
  listen,
  keymap,
  defaultMode: optional(attr(oneOf('any', 'secure', 'insecure'), 'for channels that are not named')),
  ...password,
  listens: list(listenElement),
  channels: list(channelElement),
  ...within('image', { image: optional(attr(imageCompressions, 'of pictures', { name: 'compression' })) }),
  ...within('jpeg', { jpeg: optional(attr(wanCompressions, 'over slow lines', { name: 'compression' })) }),
  ...within('zlib', { zlib: optional(attr(wanCompressions, 'over slow lines', { name: 'compression' })) }),
  ...within('playback', { playback: optional(attr(onOff, 'of sound', { name: 'compression' })) }),
  ...within('streaming', {
    streaming: optional(attr(oneOf('filter', 'all', 'off'), 'what is sent as video', { name: 'mode' })),
  }),
  ...within('mouse', { mouse: optional(attr(oneOf('client', 'server'), 'who draws the pointer', { name: 'mode' })) }),
  ...within('clipboard', {
    clipboard: optional(
      attr(yesNo, 'no: nothing is copied and pasted between client and guest', { name: 'copypaste' }),
    ),
  }),
  ...within('filetransfer', {
    filetransfer: optional(attr(yesNo, 'files may be dropped into the guest', { name: 'enable' })),
  }),
  ...gl,
}

const vnc = {
  port,
  autoport,
  websocket: port,
  listen,
  socket: optional(attr(nonEmpty, 'the path of the first <listen> once more')),
  keymap,
  sharePolicy: optional(
    attr(oneOf('allow-exclusive', 'force-shared', 'ignore'), 'whether a client may shut others out'),
  ),
  powerControl: optional(attr(yesNo, 'clients may switch the guest off')),
  ...password,
  listens: list(listenElement),
  ...audio,
}

const displays = union('type', {
  vnc,
  spice,
  sdl: {
    display: optional(attr(nonEmpty, "the X display: ':0'")),
    xauth: optional(attr(nonEmpty, 'the file with its key')),
    fullscreen: optional(attr(yesNo, 'the window fills the screen')),
    ...gl,
  },
  'egl-headless': gl,
  dbus: {
    p2p: optional(attr(yesNo, 'no bus: clients come to QEMU itself')),
    address: optional(attr(nonEmpty, 'of the bus; a bus of its own where absent')),
    ...gl,
    ...audio,
  },
  rdp: { port, autoport, listen, username: optional(attr(string)), ...password, listens: list(listenElement) },
  desktop: { display: optional(attr(nonEmpty)), fullscreen: optional(attr(yesNo)) },
})

export const graphicsElement = element('graphics', { backend: displays, ...commonFields }, 'How the guest is seen')

export type Graphics = Infer<typeof graphicsElement>
export type Display = typeof displays extends Field<infer T> ? T : never
export type DisplayOf<T extends Display['type']> = Extract<Display, { type: T }>
