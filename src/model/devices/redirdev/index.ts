import { deviceKind } from '../kind.ts'
import { checkChardev, completeChardev } from '../shared/chardev/index.ts'
import { redirdevCapabilities } from './capabilities.ts'
import { redirdevParts } from './qemu.ts'
import { redirdevElement } from './xml.ts'

export const redirdev = deviceKind({
  element: redirdevElement,
  alias: (_, index) => `redir${index}`,
  complete(device) {
    device.bus ??= 'usb'
    completeChardev(device.source)
  },
  check(device, context, report) {
    const { qemu } = context
    checkChardev(device, context, report, { spice: true })
    if (!qemu.hasType('usb-redir')) report.unsupported(device, `${qemu.binary} has no 'usb-redir'`)
  },
  address: () => ({ bus: 'usb' }),
  capabilities: redirdevCapabilities,
  parts: redirdevParts,
})
