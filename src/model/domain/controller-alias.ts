import { isBuiltIn } from '../devices/controller/alias.ts'
import { deviceKinds } from '../devices/index.ts'
import type { LaunchWorld } from './launch.ts'

/** The name that buses of a controller start with; companions have their master's bus. */
export function controllerAlias(world: LaunchWorld, type: string, index: number): string {
  const { domain, machine, context, aliasOf } = world
  const found = domain.devices.controller.find((each) => each.type === type && each.index === index && !each.master)
  if (!found) return `${type}${index}`
  return isBuiltIn(found, machine) ? deviceKinds.controller.alias(found, index, context) : aliasOf(found)
}
