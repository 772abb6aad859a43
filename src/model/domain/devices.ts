import type { Device, DeviceKind } from '../devices/kind.ts'
import type { Part } from '../qemu/part.ts'
import { controllerAlias } from './controller-alias.ts'
import type { LaunchWorld } from './launch.ts'
import { memoryBackend } from './memory-backing/backend.ts'
import { placement } from './placement.ts'
import type { Emitter } from './section.ts'
import { kindsOf } from './world.ts'
import type { Domain } from './xml.ts'

/** What the devices put on the command line, in the order of `launchOrder`. */
export const deviceOptions: Emitter = (world) => {
  const nodes = firstNodes(world.domain)
  let fdsets = 0
  return world.devices.flatMap(({ kind, device, isLast }) => [
    ...kind.parts(device, {
      ...world.context,
      alias: world.aliasOf(device),
      bootIndex: world.bootIndexOf(device),
      firstNode: nodes.get(device) ?? 0,
      place: placement(world, device),
      controllerAlias: (type, index) => controllerAlias(world, type, index),
      guestFolder: world.guestFolder,
      channelFolder: world.channelFolder,
      busSocket: world.busSocket,
      freePort: world.freePort,
      fdset: () => fdsets++,
      memoryBackend: (request) => memoryBackend(world, world.ownFolder, request).parts,
      audio: (id) => audioOf(world, id),
    }),
    ...(isLast ? closing(world, kind) : []),
  ])
}

/** What a kind says once, behind the last of its devices. */
function closing({ devices, context }: LaunchWorld, kind: DeviceKind<Device>): Part[] {
  const all = devices.filter((each) => each.kind === kind).map(({ device }) => device)
  return kind.closingParts?.(all, context) ?? []
}

/** The backend with that number, or the first one. */
function audioOf({ domain, aliasOf }: LaunchWorld, id?: number): string | undefined {
  const { audio } = domain.devices
  const found = id === undefined ? audio[0] : audio.find((each) => each.id === id)
  return found && aliasOf(found)
}

/** Block nodes are numbered kind by kind, in each from the last device to the first, as libvirt does. */
function firstNodes(domain: Domain): Map<object, number> {
  const nodes = new Map<object, number>()
  let next = 1
  for (const { kind, devices } of kindsOf(domain)) {
    for (const device of devices.toReversed()) {
      const count = kind.blockNodes?.(device) ?? 0
      if (count > 0) nodes.set(device, next)
      next += count
    }
  }
  return nodes
}
