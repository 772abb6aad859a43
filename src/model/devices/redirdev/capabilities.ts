import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'

export function redirdevCapabilities({ qemu }: CapabilityContext): DeviceCapabilities {
  return qemu.hasType('usb-redir') ? { bus: ['usb'] } : undefined
}
