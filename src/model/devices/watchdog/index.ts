import { deviceKind } from '../kind.ts'
import { checkWatchdog, checkWatchdogs } from './check.ts'
import { arrangeWatchdogs, completeWatchdog } from './defaults.ts'
import { watchdogAction, watchdogParts } from './qemu.ts'
import { watchdogElement } from './xml.ts'

export const watchdog = deviceKind({
  element: watchdogElement,
  alias: (_, index) => `watchdog${index}`,
  arrange: arrangeWatchdogs,
  complete: completeWatchdog,
  check: checkWatchdog,
  checkAll: checkWatchdogs,
  address: ({ model }) => (model === 'i6300esb' ? { bus: 'pci', connect: 'conventional' } : undefined),
  parts: watchdogParts,
  closingParts: watchdogAction,
})
