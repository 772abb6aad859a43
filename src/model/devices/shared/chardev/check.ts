import type { Report } from '../../../report.ts'
import type { DeviceContext } from '../../context.ts'
import type { Chardev, ChardevSource } from './xml.ts'

interface Rules {
  /** A UNIX socket may go without a path: one is made up for it. */
  pathMayBeGenerated?: boolean
  /** There is a place for it in the SPICE protocol. */
  spice?: boolean
}

/** What a backend must have. */
export function checkChardev(
  device: Chardev,
  { guest }: DeviceContext,
  report: Report,
  { pathMayBeGenerated = false, spice = false }: Rules = {},
): void {
  const { source } = device
  if ((source.type === 'spicevmc' || source.type === 'spiceport') && !guest.graphics.includes('spice')) {
    report.unsupported(device, `a character device of type '${source.type}' needs <graphics type='spice'>`)
  }
  if (source.type === 'spicevmc' && !spice) {
    report.unsupported(device, "type 'spicevmc' is for virtio channels, smartcards and redirected USB only")
  }
  const missing = missingPart(source, pathMayBeGenerated)
  if (missing) {
    report.error('INTERNAL_ERROR', device, `a character device of type '${source.type}' needs ${missing}`)
  }
  if (source.type === 'tcp' && source.protocol !== 'raw' && source.protocol !== 'telnet') {
    report.unsupported(
      device,
      `protocol '${source.protocol}' of a tcp character device is not one of QEMU's: expected 'raw' or 'telnet'`,
    )
  }
  if (source.type === 'nmdm') {
    report.unsupported(device, `type 'nmdm' is not one of QEMU's: it is a null modem of BSD`)
  }
  if (source.type === 'tcp' || source.type === 'unix') checkReconnect(source, report)
}

function checkReconnect(source: Extract<ChardevSource, { type: 'tcp' | 'unix' }>, report: Report): void {
  const { reconnect } = source
  if (!reconnect) return
  if (source.mode !== 'connect') {
    report.error(
      'INTERNAL_ERROR',
      reconnect,
      `<reconnect> is for a source that connects: this one waits for the other side (mode 'bind')`,
    )
  } else if (reconnect.enabled && !reconnect.timeout) {
    report.error('INVALID_ARG', reconnect, "<reconnect enabled='yes'> needs a timeout of 1 second or more")
  }
}

function missingPart(source: ChardevSource, pathMayBeGenerated: boolean): string | undefined {
  const inSource = (name: string) => `attribute '${name}' in its <source>`
  switch (source.type) {
    case 'dev':
    case 'file':
    case 'pipe':
      return source.path ? undefined : inSource('path')
    case 'unix':
      return source.path || pathMayBeGenerated ? undefined : inSource('path')
    case 'tcp':
      return source.host ? (source.service ? undefined : inSource('service')) : inSource('host')
    case 'udp':
      return source.connect?.service ? undefined : `a <source mode='connect'> with attribute 'service'`
    case 'spiceport':
    case 'dbus':
      return source.channel ? undefined : inSource('channel')
    case 'nmdm':
      return source.master && source.slave ? undefined : `${inSource('master')} and ${inSource('slave')}`
    default:
      return undefined
  }
}
