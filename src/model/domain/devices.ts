import { placement } from './placement.ts'
import type { Emitter } from './section.ts'

/** What the devices put on the command line, in the order of `launchOrder`. */
export const deviceOptions: Emitter = (world) =>
  world.devices.flatMap(({ kind, device }) =>
    kind.parts(device, {
      ...world.context,
      alias: world.aliasOf(device),
      bootIndex: world.bootIndexOf(device),
      firstNode: 0,
      place: placement(world, device),
      controllerAlias: (type, index) => `${type}${index}`,
      guestFolder: world.guestFolder,
      audio: () => undefined,
    }),
  )
