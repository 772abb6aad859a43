import type { RunFacts, RunningContext } from '../context.ts'
import { listenAddress } from './listens.ts'
import type { Graphics } from './xml.ts'

/** The address that the definition leaves to the host. */
export function showListens({ backend }: Graphics, { host }: RunningContext): void {
  if (backend.type !== 'vnc' && backend.type !== 'spice') return
  for (const { at } of backend.listens) {
    if (at.type === 'address' || at.type === 'network')
      at.address = listenAddress(at, host.displays[backend.type], host)
  }
  const at = backend.listens[0]?.at
  if (at?.type === 'address' || at?.type === 'network') backend.listen = at.address
}

/** The ports that were found for it. */
export function showPorts({ backend }: Graphics, { displays }: RunFacts): void {
  if (backend.type === 'vnc') {
    backend.port = displays.vnc?.port ?? backend.port
    backend.websocket = displays.vnc?.websocket ?? backend.websocket
  } else if (backend.type === 'spice') {
    backend.port = displays.spice?.port ?? backend.port
    backend.tlsPort = displays.spice?.tlsPort ?? backend.tlsPort
  }
}
