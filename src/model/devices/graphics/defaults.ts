import type { DeviceContext } from '../context.ts'
import { completeListens, type Listen, listenConflict } from './listens.ts'
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
  if (!isReachable(at.type)) {
    vnc.port = undefined
    vnc.autoport = undefined
    vnc.websocket = undefined
    return
  }
  if (vnc.port === -1) vnc.port = undefined
  vnc.autoport ??= vnc.port === undefined
  if (vnc.autoport) vnc.port = -1
}

/** Clients come in over TCP. */
function isReachable(listen: Listen['at']['type'] | undefined): boolean {
  return listen === 'address' || listen === 'network'
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
  if (at.type === 'address' && !open && !listenConflict(spice)) {
    // without any port nobody comes in from outside
    spice.listens = [{ at: { type: 'none' } }]
    spice.listen = undefined
  }
  if (isReachable(spice.listens[0]?.at.type)) spice.autoport ??= false
  else {
    spice.port = undefined
    spice.tlsPort = undefined
    spice.autoport = undefined
  }
  if (spice.defaultMode === 'any') spice.defaultMode = undefined
  spice.channels = spice.channels
    .filter(({ mode }) => mode !== 'any')
    .sort((a, b) => channelNames.indexOf(a.name) - channelNames.indexOf(b.name))
}
