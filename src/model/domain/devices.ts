import { lateKinds } from '../devices/index.ts'
import type { Device, DeviceKind } from '../devices/kind.ts'
import type { Part } from '../qemu/part.ts'
import { firstNodes } from './block-nodes.ts'
import { controllerAlias } from './controller-alias.ts'
import type { LaunchWorld } from './launch.ts'
import { memoryBackend } from './memory-backing/backend.ts'
import { placement } from './placement.ts'
import type { Emitter } from './section.ts'

/** What the devices put on the command line, in the order of `launchOrder`. */
export const deviceOptions: Emitter = (world) =>
  optionsOf(
    world,
    world.devices.filter(({ kindName }) => !lateKinds.includes(kindName)),
  )

export const lateDeviceOptions: Emitter = (world) =>
  optionsOf(
    world,
    world.devices.filter(({ kindName }) => lateKinds.includes(kindName)),
  )

function optionsOf(world: LaunchWorld, devices: LaunchWorld['devices']): Part[] {
  const nodes = firstNodes(world.domain)
  return devices.flatMap(({ kind, device, isLast }) => [
    ...withIdentity(
      kind.identityFromQemu ? {} : device,
      kind.parts(device, {
        ...world.context,
        alias: world.aliasOf(device),
        bootIndex: world.bootIndexOf(device),
        firstNode: nodes.get(device) ?? 0,
        place: placement(world, device),
        controllerAlias: (type, index) => controllerAlias(world, type, index),
        bootIndexOfDrive: (type, index, unit) => bootIndexOfDrive(world, type, index, unit),
        guestFolder: world.guestFolder,
        channelFolder: world.channelFolder,
        busSocket: world.busSocket,
        networkSocket: world.networkSocket(world.aliasOf(device)),
        freePort: world.freePort,
        fdset: world.fdset,
        associated: world.associated,
        memoryBackend: (request) => memoryBackend(world, world.ownFolder, request).parts,
        audio: (id) => audioOf(world, id),
      }),
    ),
    ...(isLast ? closing(world, kind) : []),
  ])
}

/** On s390 a PCI device has an identity of its own, which QEMU makes before it. */
function withIdentity({ address }: Device, parts: Part[]): Part[] {
  const zpci = address?.type === 'pci' ? address.zpci : undefined
  if (!zpci) return parts
  const last = parts.findLastIndex(({ make }) => make === 'device')
  const device = parts[last]
  if (device?.make !== 'device') return parts
  const props = { driver: 'zpci', uid: zpci.uid, fid: zpci.fid, target: device.props.id, id: `zpci${zpci.uid}` }
  return [...parts.slice(0, last), { make: 'device', props }, ...parts.slice(last)]
}

/** What a kind says once, behind the last of its devices. */
function closing({ devices, context }: LaunchWorld, kind: DeviceKind<Device>): Part[] {
  const all = devices.filter((each) => each.kind === kind).map(({ device }) => device)
  return kind.closingParts?.(all, context) ?? []
}

function bootIndexOfDrive(
  { devices, context, bootIndexOf }: LaunchWorld,
  type: string,
  index: number,
  unit: number,
): number | undefined {
  const found = devices.find(({ kind, device }) => {
    const { address } = device
    if (address?.type !== 'drive' || address.controller !== index || address.unit !== unit) return false
    const need = kind.address?.(device, context)
    return need?.bus === 'drive' && need.controller === type
  })
  return found && bootIndexOf(found.device)
}

/** The backend with that number, or the first one. */
function audioOf({ domain, aliasOf }: LaunchWorld, id?: number): string | undefined {
  const { audio } = domain.devices
  const found = id === undefined ? audio[0] : audio.find((each) => each.id === id)
  return found && aliasOf(found)
}
