import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { listenConflict } from './listens.ts'
import { secondsOf } from './password.ts'
import type { DisplayOf, Graphics } from './xml.ts'

export function checkGraphics({ backend }: Graphics, context: DeviceContext, report: Report): void {
  const { qemu, guest } = context
  switch (backend.type) {
    case 'vnc':
      checkServer(backend, report)
      checkVnc(backend, report)
      checkSound(backend, context, report)
      break
    case 'spice':
      checkServer(backend, report)
      checkSpice(backend, context, report)
      break
    case 'sdl':
      break
    case 'egl-headless':
      checkHeadless(
        guest.graphics.filter((type) => type !== backend.type),
        backend,
        report,
      )
      break
    case 'dbus':
      checkSound(backend, context, report)
      if (!qemu.atLeast(7, 0)) report.unsupported(backend, `${qemu.binary} has no display over D-Bus: QEMU 7.0 has`)
      if (backend.p2p && backend.address) {
        report.unsupported(backend, "a D-Bus display has either p2p='yes' or an address, not both")
      }
      break
    case 'rdp':
      report.unsupported(backend, "graphics type 'rdp' needs the program qemu-rdp, which Lodge does not start")
      break
    default:
      report.unsupported(
        backend,
        `graphics type '${backend.type}' is not supported: expected 'vnc', 'spice', 'sdl', 'egl-headless' or 'dbus'`,
      )
  }
}

/** It draws for others: alone it stays unseen, and these two are the ones that it can draw for. */
function checkHeadless(others: readonly string[], backend: DisplayOf<'egl-headless'>, report: Report): void {
  if (others.length > 0 && !others.some((type) => type === 'vnc' || type === 'spice')) {
    report.unsupported(backend, "graphics type 'egl-headless' draws for 'vnc' or 'spice' only: add one of them")
  }
}

function checkServer(server: DisplayOf<'vnc' | 'spice'>, report: Report): void {
  checkPassword(server, report)
  const conflict = listenConflict(server)
  if (conflict) report.invalid(server, `the two must be the same: ${conflict}`)
  if (server.listens.length > 1) {
    report.unsupported(server, `a ${server.type} display has one <listen>, not ${server.listens.length}`)
  }
  for (const { at } of server.listens) {
    if (at.type === 'network' && !at.network) report.invalid(at, "<listen type='network'> needs attribute 'network'")
  }
}

function checkPassword(server: DisplayOf<'vnc' | 'spice'>, report: Report): void {
  const { passwdValidTo } = server
  if (passwdValidTo !== undefined && Number.isNaN(secondsOf(passwdValidTo))) {
    report.error('INTERNAL_ERROR', server, `passwdValidTo is '${passwdValidTo}': expected YYYY-MM-DDThh:mm:ss`)
  }
}

/** The backend that it names is there. */
function checkSound(display: DisplayOf<'vnc' | 'dbus'>, { guest }: DeviceContext, report: Report): void {
  const { audio } = display
  if (audio !== undefined && !guest.audios.includes(audio)) {
    report.invalid(display, `the display carries audio backend ${audio}, but there is no <audio id='${audio}'>`)
  }
}

function checkVnc(vnc: DisplayOf<'vnc'>, report: Report): void {
  const { port, autoport, connected } = vnc
  if (connected !== undefined && connected !== 'keep') {
    report.unsupported(vnc, `a new VNC password keeps clients connected: expected connected='keep', not '${connected}'`)
  }
  if (autoport === false && (port === undefined || port < 5900 || port > 65535)) {
    report.unsupported(
      vnc,
      `vnc port ${port ?? 'that is missing'} is not one of VNC's: expected 5900 to 65535, or autoport='yes'`,
    )
  }
}

function checkSpice(spice: DisplayOf<'spice'>, { host, qemu }: DeviceContext, report: Report): void {
  if (!qemu.schemaHas('query-spice')) report.unsupported(spice, `${qemu.binary} was built without SPICE`)
  if (spice.tlsPort !== undefined && !host.displays.spice.tls) {
    report.unsupported(spice, `tlsPort is ${spice.tlsPort}, but TLS is switched off for this host's SPICE displays`)
  }
}

export function checkDisplays(all: readonly Graphics[], _: DeviceContext, report: Report): void {
  const seen = new Set<string>()
  for (const { backend } of all) {
    if (seen.has(backend.type)) report.unsupported(backend, `there can be one ${backend.type} display, not more`)
    seen.add(backend.type)
  }
}
