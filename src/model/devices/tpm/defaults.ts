import type { DeviceContext } from '../context.ts'
import type { Tpm } from './xml.ts'

export function completeTpm(tpm: Tpm, { machine }: DeviceContext): void {
  tpm.model ??= machine.isPseries ? 'tpm-spapr' : 'tpm-tis'
  const { chip } = tpm.backend
  switch (chip.type) {
    case 'passthrough':
      chip.path ??= '/dev/tpm0'
      break
    case 'emulator':
      if (chip.version === undefined || chip.version === 'default') {
        const newer = tpm.model === 'tpm-crb' || tpm.model === 'tpm-spapr' || machine.isArm
        chip.version = newer ? '2.0' : '1.2'
      }
      break
    case 'external':
      if (chip.source) chip.source.mode ??= 'connect'
      break
  }
}
