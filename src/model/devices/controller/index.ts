import { deviceKind } from '../kind.ts'
import { controllerNeed } from './address.ts'
import { controllerAlias } from './alias.ts'
import { checkController, checkControllers, startController } from './check.ts'
import { arrangeControllers, completeController } from './defaults.ts'
import { migratableControllers } from './migratable.ts'
import { numberTargets } from './numbers.ts'
import { sortControllers } from './order.ts'
import { controllerParts, launchRank } from './qemu.ts'
import { type Controller, controllerElement } from './xml.ts'

export const controller = deviceKind<Controller>({
  element: controllerElement,
  alias: (device, _, context) => controllerAlias(device, context),
  arrange: arrangeControllers,
  complete: completeController,
  check: checkController,
  checkAll: checkControllers,
  start: startController,
  address: controllerNeed,
  settle(devices) {
    numberTargets(devices)
    // one that had no index took its address behind the others
    sortControllers(devices)
  },
  launchRank,
  migratable: migratableControllers,
  parts: controllerParts,
})
