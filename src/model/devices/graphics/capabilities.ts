import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'

/** QEMU doesn't say over its protocol which windows it can open: those are taken for there. */
export function graphicsCapabilities({ qemu }: CapabilityContext): DeviceCapabilities {
  const types = {
    sdl: true,
    vnc: qemu.schemaHas('query-vnc'),
    spice: qemu.schemaHas('query-spice'),
    'egl-headless': true,
    dbus: qemu.atLeast(7, 0),
  }
  return { type: Object.entries(types).flatMap(([type, there]) => (there ? [type] : [])) }
}
