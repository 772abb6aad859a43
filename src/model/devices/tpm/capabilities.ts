import type { CapabilityContext } from '../context.ts'
import type { DeviceCapabilities } from '../kind.ts'

const models = ['tpm-tis', 'tpm-crb', 'tpm-spapr', 'spapr-tpm-proxy'] as const

export function tpmCapabilities({ machine, qemu }: CapabilityContext): DeviceCapabilities {
  const { tpmModels, tpmTypes } = qemu.facts
  const model = models.filter((each) => {
    const device = each === 'tpm-tis' && machine.isArm ? 'tpm-tis-device' : each
    return tpmModels.includes(device) || qemu.hasType(device)
  })
  if (model.length === 0) return undefined
  // who emulates a chip is a program of the host's own, which clients have to be given a socket of
  const backends = { passthrough: 'passthrough', external: 'emulator' }
  return {
    model,
    backendModel: Object.entries(backends).flatMap(([name, type]) => (tpmTypes.includes(type) ? [name] : [])),
  }
}
