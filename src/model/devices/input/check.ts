import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Input } from './xml.ts'

export function checkInput(input: Input, { guest, machine, qemu }: DeviceContext, report: Report): void {
  const { type, bus, model } = input
  if (bus === 'xen' || bus === 'parallels') {
    report.unsupported(input, `input bus '${bus}' is not one of QEMU's: expected 'ps2', 'usb' or 'virtio'`)
  }
  if (bus === 'ps2') {
    if (type !== 'mouse' && type !== 'keyboard') {
      report.unsupported(input, `there is no ${type} for the ps2 bus: only 'mouse' and 'keyboard'`)
    } else if (guest.feature('ps2') === false) {
      report.unsupported(input, `a ${type} on the ps2 bus needs the controller that <ps2 state='off'/> takes away`)
    }
  }
  if (type === 'passthrough' && bus !== 'virtio') {
    report.unsupported(input, `an input device of the host is passed through on bus 'virtio', not '${bus}'`)
  }
  if (type === 'passthrough' && !input.evdev) {
    report.invalid(input, `input type 'passthrough' needs attribute 'evdev' in its <source>`)
  }
  if (type === 'evdev' && !input.dev) report.invalid(input, `input type 'evdev' needs attribute 'dev' in its <source>`)
  if (model && bus !== 'virtio') {
    report.unsupported(input, `input model '${model}' is for bus 'virtio', not '${bus}'`)
  }
  if (bus === 'virtio') checkVirtio(input, qemu.hasType(virtioType(input, machine.isS390Ccw)), report)
}

function virtioType({ type }: Input, ccw: boolean): string {
  const base = type === 'passthrough' ? 'virtio-input-host' : `virtio-${type}`
  return `${base}-${ccw ? 'ccw' : 'pci'}`
}

function checkVirtio(input: Input, exists: boolean, report: Report): void {
  if (!exists) report.unsupported(input, `this QEMU has no virtio ${input.type}`)
  const { model, type } = input
  if (model && model !== 'virtio' && type !== 'passthrough') {
    report.unsupported(input, `input model '${model}' is there for type 'passthrough' only`)
  }
}
