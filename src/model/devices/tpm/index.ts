import { deviceKind } from '../kind.ts'
import { tpmCapabilities } from './capabilities.ts'
import { checkTpm, checkTpms } from './check.ts'
import { completeTpm } from './defaults.ts'
import { tpmParts } from './qemu.ts'
import { checkTpmStart } from './start.ts'
import { tpmElement } from './xml.ts'

export const tpm = deviceKind({
  element: tpmElement,
  alias: (_, index) => `tpm${index}`,
  complete: completeTpm,
  check: checkTpm,
  checkAll: checkTpms,
  start: checkTpmStart,
  address: ({ model }) => (model === 'tpm-spapr' ? { bus: 'spapr-vio', first: 0x4000 } : undefined),
  needs: ({ backend: { chip } }) =>
    chip.type === 'emulator' && chip.source
      ? [{ path: chip.source.path, what: "TPM's state", access: 'write', relabel: false }]
      : [],
  capabilities: tpmCapabilities,
  parts: tpmParts,
})
