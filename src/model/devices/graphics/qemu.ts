import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { busProcess } from './bus.ts'
import { openGl } from './gl.ts'
import { spiceParts } from './spice.ts'
import { vncParts } from './vnc.ts'
import type { DisplayOf, Graphics } from './xml.ts'

export function graphicsParts({ backend }: Graphics, context: LaunchContext): Part[] {
  switch (backend.type) {
    case 'vnc':
      return vncParts(backend, context)
    case 'spice':
      return spiceParts(backend, context)
    case 'sdl':
      return [
        ...(backend.fullscreen ? [{ make: 'option' as const, option: '-full-screen' }] : []),
        display('sdl', { gl: backend.gl }),
      ]
    case 'egl-headless':
      return [display('egl-headless', { rendernode: backend.rendernode ?? context.host.renderNode() })]
    case 'dbus':
      return [
        ...(backend.p2p || backend.address ? [] : [busProcess(context)]),
        display('dbus', busProps(backend, context)),
      ]
    default:
      return []
  }
}

/** The screen of the host that the window opens on. */
export function screenOf({ display, xauth }: DisplayOf<'sdl'>): Record<string, string> {
  return { ...(display && { DISPLAY: display }), ...(xauth && { XAUTHORITY: xauth }) }
}

function display(head: string, props: Props): Part {
  return { make: 'keyval', option: '-display', head, props }
}

function busProps(dbus: DisplayOf<'dbus'>, context: LaunchContext): Props {
  const where = dbus.p2p ? { p2p: true } : { addr: dbus.address ?? `unix:path=${context.busSocket}` }
  return { ...where, ...openGl(dbus, context), audiodev: dbus.audio && context.audio(dbus.audio) }
}
