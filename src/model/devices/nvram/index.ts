import { deviceKind } from '../kind.ts'
import { checkNvram, checkNvrams } from './check.ts'
import { nvramParts } from './qemu.ts'
import { nvramElement } from './xml.ts'

export const nvram = deviceKind({
  element: nvramElement,
  alias: (_, index) => `nvram${index}`,
  check: checkNvram,
  checkAll: checkNvrams,
  address: () => ({ bus: 'spapr-vio', first: 0x3000 }),
  parts: nvramParts,
})
