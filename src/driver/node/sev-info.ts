import type { SevInfo } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import type { QemuBuild } from '../../model/qemu/build.ts'

/** As this host's emulator has told it, which asks the processor. */
export function sevInfo({ facts: { sev } }: Pick<QemuBuild, 'facts'>): SevInfo {
  if (!sev) {
    throw new LodgeError('OPERATION_UNSUPPORTED', 'QEMU does not support SEV guest', {
      hint: "it needs an AMD processor, and the kernel's module kvm_amd with sev=1",
    })
  }
  const word = (name: string) => String(sev[name] ?? '')
  return {
    pdh: word('pdh'),
    certChain: word('cert-chain'),
    cbitpos: Number(sev.cbitpos ?? 0),
    reducedPhysBits: Number(sev['reduced-phys-bits'] ?? 0),
    ...(sev['cpu0-id'] !== undefined && { cpu0Id: word('cpu0-id') }),
  }
}
