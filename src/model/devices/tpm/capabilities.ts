import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'

const models = ['tpm-tis', 'tpm-crb', 'tpm-spapr', 'spapr-tpm-proxy'] as const

export function tpmCapabilities({ machine, qemu, host }: CapabilityContext): DeviceCapabilities {
  const { tpmModels, tpmTypes } = qemu.facts
  const model = models.filter((each) => {
    const device = each === 'tpm-tis' && machine.isArm ? 'tpm-tis-device' : each
    return tpmModels.includes(device) || qemu.hasType(device)
  })
  if (model.length === 0) return undefined
  // Only QEMU's half of an emulator is its own: without the other half there are those that users run themselves.
  const backendVersion = tpmTypes.includes('emulator') ? host.tpm.versions() : []
  const backends = {
    passthrough: tpmTypes.includes('passthrough'),
    emulator: backendVersion.length > 0,
    external: tpmTypes.includes('emulator'),
  }
  return {
    model,
    backendModel: Object.entries(backends).flatMap(([name, there]) => (there ? [name] : [])),
    ...(backendVersion.length > 0 && { backendVersion }),
  }
}
