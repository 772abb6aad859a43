import { insertController } from '../../devices/controller/order.ts'
import type { Controller, ControllerType } from '../../devices/controller/xml.ts'
import { deviceKinds } from '../../devices/index.ts'
import type { World } from '../world.ts'

/** A controller for what is said before the machine's own are added; the list is put in order afterwards. */
export function promiseController({ domain }: World, type: ControllerType, index: number, model?: string): void {
  const { controller: controllers } = domain.devices
  if (!controllers.some((each) => each.type === type && each.index === index)) controllers.push({ type, index, model })
}

/** Makes sure that the controller is there, whole and in its place; the answer is one that had to be added. */
export function ensureController(
  { domain, context }: World,
  type: ControllerType,
  index: number,
  model?: string,
): Controller | undefined {
  const { controller: controllers } = domain.devices
  if (controllers.some((each) => each.type === type && each.index === index)) return undefined
  const added: Controller = { type, index, model }
  insertController(controllers, added)
  deviceKinds.controller.complete?.(added, context)
  return added
}

/** By index. */
export function controllersOf({ domain }: World, type: ControllerType): Controller[] {
  return domain.devices.controller
    .filter((each) => each.type === type)
    .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
}
