import { deviceKind } from '../kind.ts'
import { panicCapabilities } from './capabilities.ts'
import { checkPanic, checkPanics } from './check.ts'
import { arrangePanics, completePanic } from './defaults.ts'
import { migratablePanics } from './migratable.ts'
import { panicParts } from './qemu.ts'
import { panicElement } from './xml.ts'

export const panic = deviceKind({
  element: panicElement,
  alias: (_, index) => `panic${index}`,
  arrange: arrangePanics,
  complete: completePanic,
  check: checkPanic,
  checkAll: checkPanics,
  address: ({ model }) => (model === 'pvpanic' ? { bus: 'pci', connect: 'conventional', integrated: true } : undefined),
  capabilities: panicCapabilities,
  migratable: migratablePanics,
  parts: panicParts,
})
