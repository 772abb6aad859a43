import type { DeviceContext } from '../context.ts'
import { completeListens } from './listens.ts'
import { channelNames, type DisplayOf, type Graphics } from './xml.ts'

export function completeGraphics({ backend }: Graphics, { host }: DeviceContext): void {
  switch (backend.type) {
    case 'vnc':
      completeVnc(backend, host.folders.lib)
      break
    case 'spice':
      completeSpice(backend, host.folders.lib)
      break
    case 'dbus':
      // a bus that was made for this guest is made anew at each start
      if (backend.address?.startsWith(`unix:path=${host.folders.dbus}/`)) backend.address = undefined
      if (!backend.p2p) backend.p2p = undefined
      break
  }
}

function completeVnc(vnc: DisplayOf<'vnc'>, libFolder: string): void {
  const at = completeListens(vnc, libFolder)
  if (at.type !== 'address' && at.type !== 'network') {
    vnc.port = undefined
    vnc.autoport = undefined
    vnc.websocket = undefined
    return
  }
  if (vnc.autoport || vnc.port === undefined || vnc.port === -1) {
    vnc.autoport = true
    vnc.port = -1
  }
  vnc.autoport ??= false
}

function completeSpice(spice: DisplayOf<'spice'>, libFolder: string): void {
  const at = completeListens(spice, libFolder)
  if (spice.port === -1 && spice.tlsPort === -1) spice.autoport = true
  if (spice.autoport) {
    spice.port = undefined
    spice.tlsPort = undefined
  }
  if (spice.port === 0) spice.port = undefined
  if (spice.tlsPort === 0) spice.tlsPort = undefined
  const open = spice.autoport || spice.port !== undefined || spice.tlsPort !== undefined
  if (at.type === 'address' && !open) {
    // without any port nobody comes in from outside
    spice.listens = [{ at: { type: 'none' } }]
    spice.listen = undefined
  }
  const listens = spice.listens[0]?.at.type
  spice.autoport = listens === 'address' || listens === 'network' ? (spice.autoport ?? false) : undefined
  if (spice.defaultMode === 'any') spice.defaultMode = undefined
  spice.channels = spice.channels
    .filter(({ mode }) => mode !== 'any')
    .sort((a, b) => channelNames.indexOf(a.name) - channelNames.indexOf(b.name))
}
