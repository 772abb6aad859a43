import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'
import { chardevTypes } from '../shared/chardev/index.ts'

const useful = ['pty', 'unix', 'qemu-vdagent', 'dbus']

export function channelCapabilities(context: CapabilityContext): DeviceCapabilities {
  const types = chardevTypes(context).filter((type) => useful.includes(type))
  const [pty = '', unix = '', ...others] = types
  return { type: [pty, unix, ...(context.qemu.schemaHas('query-spice') ? ['spicevmc'] : []), ...others] }
}
