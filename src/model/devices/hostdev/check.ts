import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Hostdev } from './xml.ts'

export function checkHostdev(device: Hostdev, { guest }: DeviceContext, report: Report): void {
  const { source, model, display, ramfb, address } = device
  if (device.mode === 'capabilities') report.unsupported(device, "<hostdev mode='capabilities'> is not for QEMU")
  if (source.type !== 'scsi') {
    for (const word of ['sgio', 'rawio'] as const) {
      if (device[word] !== undefined) report.invalid(device, `${word} is for host devices of type 'scsi' only`)
    }
  }
  if (source.type === 'scsi_host') {
    if (!source.wwpn) report.invalid(device, "a host device of type 'scsi_host' needs <source wwpn=…>")
    if (device.boot) report.unsupported(device, 'a vhost SCSI device cannot be booted from')
  }
  if (source.type === 'mdev') {
    if (!model) report.invalid(device, "a mediated device needs model='vfio-pci', 'vfio-ccw' or 'vfio-ap'")
    const wanted = model === 'vfio-ccw' ? 'ccw' : 'pci'
    if (address && address.type !== 'unassigned' && address.type !== wanted) {
      report.invalid(device, `a mediated device of model '${model}' cannot have an address of type '${address.type}'`)
    }
    if (display && guest.graphics.length === 0) {
      report.unsupported(device, "display='on' of a mediated device needs a <graphics> to show it")
    }
    if (ramfb && !display) report.unsupported(device, "ramfb='on' needs display='on'")
  }
  if (source.type === 'usb' && !source.from && (!source.vendor || !source.product)) {
    report.invalid(device, 'a USB device is named by <vendor> and <product>, or by the <address> of its bus and device')
  }
}

/** One device of the host cannot be in a guest twice. */
export function checkHostdevs(devices: readonly Hostdev[], _: DeviceContext, report: Report): void {
  const seen = new Set<string>()
  for (const device of devices) {
    const name = JSON.stringify(identity(device))
    if (seen.has(name)) report.invalid(device, 'the same device of the host stands twice in this guest')
    seen.add(name)
  }
}

function identity({ source }: Hostdev): unknown {
  switch (source.type) {
    case 'usb':
      return [source.type, source.vendor?.id, source.product?.id, source.from]
    case 'scsi':
      return [source.type, source.adapter, source.from, source.name]
    case 'scsi_host':
      return [source.type, source.wwpn]
    default:
      return [source.type, source.from]
  }
}
