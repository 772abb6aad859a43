import type { LaunchContext, PortUse } from '../devices/context.ts'
import { launchOrder } from '../devices/index.ts'
import type { Descriptor, LaunchPlan, NeededPath } from '../qemu/plan.ts'
import { Renderer } from '../qemu/render.ts'
import { withPorts } from './addresses/start.ts'
import { assignBootOrder } from './boot-order.ts'
import { checkStart } from './check.ts'
import { commandLine } from './command-line.ts'
import { environmentOf } from './environment.ts'
import { launchSecurityFiles } from './launch-security/qemu.ts'
import { balloonCommands } from './memory/balloon.ts'
import { memoryFolders } from './memory-backing/folders.ts'
import { bootFiles } from './os/needs.ts'
import { nvramFile } from './os/nvram.ts'
import { overridden } from './qemu-namespace/qemu.ts'
import { launchedDevices } from './stand-ins.ts'
import { vcpuCommands } from './vcpu/plug.ts'
import type { PlacedDevice, World } from './world.ts'

export interface LaunchOptions {
  /** The number that the running guest will have; part of its folder's name. */
  id: number
  /** Chooses the host's ports for displays that want any; the first that each use has where absent. */
  freePort?: LaunchContext['freePort']
  /** How many descriptors were handed in under a name; one where absent. */
  associated?: LaunchContext['associated']
  /** The firmware's variables are made anew. */
  resetNvram?: boolean
}

/** libvirt's: the first port of each range; SPICE's stand after VNC's first. */
const firstPorts: Record<PortUse, number> = { vnc: 5900, websocket: 5700, spice: 5901, 'spice-tls': 5902 }

/** A completed domain about to be put on a command line. */
export interface LaunchWorld extends World {
  /** Folder of this guest's own sockets and secrets. */
  guestFolder: string
  /** The last part of folders that are this guest's own: number and short name. */
  ownFolder: string
  /** Folder of the sockets of its channels. */
  channelFolder: string
  busSocket: string
  networkSocket(alias: string): string
  freePort: LaunchContext['freePort']
  fdset: LaunchContext['fdset']
  associated: LaunchContext['associated']
  devices: (PlacedDevice & { isLast: boolean })[]
  aliasOf(device: object): string
  /** Where `<boot>` puts a device, from 1. */
  bootIndexOf(device: object): number | undefined
}

/** Names of folders and sockets stay short, because a socket's path may have no more than 107 bytes. */
function folderName(id: number, name: string): string {
  return `${id}-${[...name.replace(/[/\p{Cc}]/gu, '_')].slice(0, 20).join('')}`
}

/** In a kind some come first; the last of each kind is told. */
function inLaunchOrder(devices: PlacedDevice[]): LaunchWorld['devices'] {
  const position = ({ kindName }: PlacedDevice) => launchOrder.indexOf(kindName)
  const rank = ({ kind, device }: PlacedDevice) => kind.launchRank?.(device) ?? 0
  return devices
    .toSorted((a, b) => position(a) - position(b) || rank(a) - rank(b))
    .map((each, at, all) => ({ ...each, isLast: all[at + 1]?.kindName !== each.kindName }))
}

/** What is asked while parts are made and devices named. */
export function launchWorld(world: World, { id, freePort, associated }: LaunchOptions): LaunchWorld {
  const { domain, host, context } = world
  const ownFolder = folderName(id, domain.name)
  const devices = inLaunchOrder(launchedDevices(world))
  const aliases = new Map(
    devices.map(({ kind, device, index }) => [
      device as object,
      device.alias?.name ?? kind.alias(device, index, context),
    ]),
  )
  const boot = assignBootOrder(world, devices)
  let fdsets = 0
  return {
    ...world,
    guestFolder: `${host.folders.lib}/domain-${ownFolder}`,
    ownFolder,
    channelFolder: `${host.folders.channels}/${ownFolder}`,
    busSocket: `${host.folders.dbus}/${ownFolder}-dbus.sock`,
    networkSocket: (alias) => `${host.folders.passt}/${ownFolder}-${alias}.socket`,
    freePort: freePort ?? ((use) => firstPorts[use]),
    fdset: () => fdsets++,
    associated: associated ?? (() => 1),
    devices,
    aliasOf: (device) => aliases.get(device) ?? '',
    bootIndexOf: (device) => boot.get(device),
  }
}

export function launchPlan(completed: World, options: LaunchOptions): LaunchPlan {
  const world = withPorts(completed)
  const { domain, context } = world
  checkStart(world)
  const launch = launchWorld(world, options)
  const { guestFolder, devices } = launch
  const renderer = new Renderer(world.qemu)
  const parts = commandLine.flatMap((emit) => emit(launch)).map((part) => overridden(part, domain))
  renderer.add(parts)
  return {
    emulator: domain.devices.emulator ?? '',
    arguments: renderer.arguments,
    environment: environmentOf(launch),
    descriptors: renderer.descriptors,
    processes: renderer.processes,
    folders: [
      guestFolder,
      ...(holds(launch.channelFolder, renderer.descriptors) ? [launch.channelFolder] : []),
      ...memoryFolders(parts, launch),
    ],
    files: [
      { path: `${guestFolder}/master-key.aes`, content: { random: 32 }, keep: false },
      ...nvramFile(world, options),
      ...launchSecurityFiles(world, guestFolder),
    ],
    needs: [
      ...acceleratorNeeds(world),
      ...bootFiles(domain),
      ...devices.flatMap(({ kind, device }) => kind.needs?.(device) ?? []),
    ],
    monitorSocket: `${guestFolder}/monitor.sock`,
    commands: [
      ...vcpuCommands(world),
      ...balloonCommands(world),
      ...devices.flatMap(({ kind, device }) => kind.commands?.(device, context, launch.aliasOf(device)) ?? []),
    ],
  }
}

function acceleratorNeeds({ accelerator }: World): NeededPath[] {
  const device = { path: '/dev/kvm', what: 'accelerator KVM', access: 'write', shared: true, isDevice: true } as const
  return accelerator === 'kvm' ? [device] : []
}

/** Whether a socket is made in a folder. */
function holds(folder: string, descriptors: readonly Descriptor[]): boolean {
  return descriptors.some((each) => each.descriptor === 'listen' && each.path.startsWith(`${folder}/`))
}
