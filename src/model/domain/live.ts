import { launchedDevices } from './stand-ins.ts'
import type { World } from './world.ts'

/** Gives every device the name by which the emulator knows it, as the definition of a running domain shows it. */
export function nameDevices(world: World): void {
  for (const { kind, device, index } of launchedDevices(world)) {
    device.alias ??= { name: kind.alias(device, index, world.context) }
  }
}
