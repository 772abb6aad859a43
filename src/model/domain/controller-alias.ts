import type { LaunchWorld } from './launch.ts'

/** The name that buses of a controller start with; companions have their master's bus. */
export function controllerAlias({ domain, aliasOf }: LaunchWorld, type: string, index: number): string {
  const found = domain.devices.controller.find((each) => each.type === type && each.index === index && !each.master)
  return found ? aliasOf(found) : `${type}${index}`
}
