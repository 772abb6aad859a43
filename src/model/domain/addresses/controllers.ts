import { insertController } from '../../devices/controller/order.ts'
import type { Controller, ControllerType } from '../../devices/controller/xml.ts'
import { deviceKinds } from '../../devices/index.ts'
import type { World } from '../world.ts'

/** Makes sure that the controller is there, whole and in its place; true where it had to be added. */
export function ensureController(
  { domain, context }: World,
  type: ControllerType,
  index: number,
  model?: string,
): boolean {
  const { controller: controllers } = domain.devices
  if (controllers.some((each) => each.type === type && each.index === index)) return false
  const added: Controller = { type, index, model }
  insertController(controllers, added)
  deviceKinds.controller.complete?.(added, context)
  return true
}

export function controllersOf({ domain }: World, type: ControllerType): Controller[] {
  return domain.devices.controller.filter((each) => each.type === type)
}
