import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'

export function channelCapabilities({ qemu }: CapabilityContext): DeviceCapabilities {
  return {
    type: [
      'pty',
      'unix',
      ...(qemu.schemaHas('query-spice') ? ['spicevmc'] : []),
      ...(qemu.atLeast(6, 1) ? ['qemu-vdagent'] : []),
      ...(qemu.atLeast(7, 0) ? ['dbus'] : []),
    ],
  }
}
