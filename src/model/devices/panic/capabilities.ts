import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'

export function panicCapabilities({ machine, qemu }: CapabilityContext): DeviceCapabilities {
  const models = {
    isa: machine.isX86 && qemu.hasType('pvpanic'),
    pseries: machine.isPseries,
    hyperv: machine.isX86,
    s390: machine.isS390,
    pvpanic: machine.hasPci && qemu.hasType('pvpanic-pci'),
  }
  const model = Object.entries(models).flatMap(([name, there]) => (there ? [name] : []))
  return model.length > 0 ? { model } : undefined
}
