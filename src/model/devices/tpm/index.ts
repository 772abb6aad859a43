import { deviceKind } from '../kind.ts'
import { tpmCapabilities } from './capabilities.ts'
import { checkTpm, checkTpms } from './check.ts'
import { completeTpm } from './defaults.ts'
import { tpmParts } from './qemu.ts'
import { tpmElement } from './xml.ts'

export const tpm = deviceKind({
  element: tpmElement,
  alias: (_, index) => `tpm${index}`,
  complete: completeTpm,
  check: checkTpm,
  checkAll: checkTpms,
  address: ({ model }) => (model === 'tpm-spapr' ? { bus: 'spapr-vio', first: 0x4000 } : undefined),
  capabilities: tpmCapabilities,
  parts: tpmParts,
})
