import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Input } from './xml.ts'

export function checkInput(input: Input, context: DeviceContext, report: Report): void {
  const { guest, qemu } = context
  const { type, bus, model } = input
  if (bus === 'xen' || bus === 'parallels') {
    report.error('INTERNAL_ERROR', input, `input bus '${bus}' is not one of QEMU's: expected 'ps2', 'usb' or 'virtio'`)
  }
  if (bus === 'ps2') {
    if (type !== 'mouse' && type !== 'keyboard') {
      report.error('INTERNAL_ERROR', input, `there is no ${type} for the ps2 bus: only 'mouse' and 'keyboard'`)
    } else if (!qemu.hasType('i8042')) {
      report.unsupported(input, `${qemu.binary} has no ps2 bus: expected bus 'usb' or 'virtio'`)
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
  if (type === 'evdev' && bus) {
    report.unsupported(
      input,
      `input type 'evdev' stands behind the guest's own devices, not on a bus: drop bus='${bus}'`,
    )
  }
  if (type === 'evdev' && !input.dev) report.invalid(input, `input type 'evdev' needs attribute 'dev' in its <source>`)
  if (model && bus !== 'virtio') {
    report.unsupported(input, `input model '${model}' is for bus 'virtio', not '${bus}'`)
  }
  if (bus === 'virtio') checkVirtio(input, context, report)
}

function checkVirtio(input: Input, { machine, qemu }: DeviceContext, report: Report): void {
  const { model, type } = input
  const base = type === 'passthrough' ? 'virtio-input-host' : `virtio-${type}`
  const driver = `${base}-${machine.isS390Ccw ? 'ccw' : 'pci'}`
  if (!qemu.hasType(driver)) report.unsupported(input, `${qemu.binary} has no '${driver}'`)
  else if (model && model !== 'virtio') {
    // these came with virtio 1.0, so there is no older form of them
    report.unsupported(input, `input type '${type}' has no model '${model}': expected 'virtio' or none at all`)
  }
}
