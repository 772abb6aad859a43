import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { checkChardev } from '../shared/chardev/index.ts'
import { spiceAgent } from './qemu.ts'
import type { Channel } from './xml.ts'

export function checkChannel(channel: Channel, context: DeviceContext, report: Report): void {
  const { source, target } = channel
  const { end } = target
  checkChardev(channel, context, report, { pathMayBeGenerated: end.type !== 'guestfwd', spice: true })
  if (end.type === 'xen') {
    report.unsupported(channel, "channel target 'xen' is not one of QEMU's: expected 'virtio' or 'guestfwd'")
  }
  if (end.type === 'guestfwd') {
    if (end.address === undefined || !isIpv4(end.address)) {
      report.unsupported(target, `channel target 'guestfwd' needs attribute 'address' with an IPv4 address`)
    }
    if (!end.port) report.invalid(target, `channel target 'guestfwd' needs attribute 'port', from 1 to 65535`)
    if (source.type === 'spicevmc' || source.type === 'qemu-vdagent')
      report.unsupported(channel, `a ${source.type} channel has target 'virtio'`)
  } else if (source.type === 'spicevmc' && end.name !== undefined && end.name !== spiceAgent) {
    report.unsupported(channel, `a ${source.type} channel is named '${spiceAgent}', not '${end.name}'`)
  } else if (source.type === 'unix' && source.path === undefined && end.name?.includes('/')) {
    report.invalid(target, `the name of a channel becomes a file's: '${end.name.slice(0, 80)}' has '/' in it`)
  }
}

function isIpv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((byte) => Number(byte) <= 255)
}
