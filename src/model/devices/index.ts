import type { Element } from '../../formats/xml/declare.ts'
import { audio } from './audio/index.ts'
import { channel } from './channel/index.ts'
import { console } from './console/index.ts'
import { controller } from './controller/index.ts'
import { crypto } from './crypto/index.ts'
import { disk } from './disk/index.ts'
import { filesystem } from './filesystem/index.ts'
import { graphics } from './graphics/index.ts'
import { hostdev } from './hostdev/index.ts'
import { hub } from './hub/index.ts'
import { input } from './input/index.ts'
import { networkInterface } from './interface/index.ts'
import { iommu } from './iommu/index.ts'
import type { DeviceKind } from './kind.ts'
import { memballoon } from './memballoon/index.ts'
import { memory } from './memory/index.ts'
import { nvram } from './nvram/index.ts'
import { panic } from './panic/index.ts'
import { parallel } from './parallel/index.ts'
import { pstore } from './pstore/index.ts'
import { redirdev } from './redirdev/index.ts'
import { redirfilter } from './redirfilter/index.ts'
import { rng } from './rng/index.ts'
import { serial } from './serial/index.ts'
import { shmem } from './shmem/index.ts'
import { smartcard } from './smartcard/index.ts'
import { sound } from './sound/index.ts'
import { tpm } from './tpm/index.ts'
import { video } from './video/index.ts'
import { vsock } from './vsock/index.ts'
import { watchdog } from './watchdog/index.ts'

/** Every kind of device under its name in the model, in the order in which libvirt writes them. */
export { type Iotune, throttleCommand, throttledId } from './disk/throttle.ts'
export const deviceKinds = {
  disk,
  controller,
  filesystem,
  interface: networkInterface,
  smartcard,
  serial,
  parallel,
  console,
  channel,
  input,
  tpm,
  graphics,
  sound,
  audio,
  video,
  hostdev,
  redirdev,
  redirfilter,
  hub,
  watchdog,
  memballoon,
  rng,
  nvram,
  panic,
  shmem,
  memory,
  iommu,
  vsock,
  crypto,
  pstore,
}

export type KindName = keyof typeof deviceKinds
export type DeviceOf<K extends KindName> = (typeof deviceKinds)[K] extends DeviceKind<infer D> ? D : never
export type Devices = { [K in KindName]: DeviceOf<K>[] }

/** Any kind, for code that treats all alike. */
export type AnyKind = DeviceKind<never> & { element: Element<never> }

/** Kinds in an order that knows them by name; those that it does not name stand behind, in the order of the XML. */
export function kindsInOrder(...names: readonly string[]): readonly KindName[] {
  const all = Object.keys(deviceKinds) as KindName[]
  const named = names.flatMap((name) => all.filter((each) => each === name))
  return [...named, ...all.filter((each) => !named.includes(each))]
}

/** The order in which kinds say what they can. */
export const capabilityOrder = kindsInOrder(
  'disk',
  'graphics',
  'video',
  'hostdev',
  'rng',
  'filesystem',
  'tpm',
  'redirdev',
  'channel',
  'crypto',
  'interface',
  'panic',
  'console',
)

/** The order in which kinds take free PCI addresses. */
export const addressOrder = kindsInOrder(
  'filesystem',
  'interface',
  'sound',
  'controller',
  'disk',
  'hostdev',
  'memballoon',
  'rng',
  'watchdog',
  'video',
  'shmem',
  'input',
  'serial',
  'vsock',
  'memory',
  'iommu',
  'crypto',
  'panic',
)

/** The order in which libvirt walks through devices for all other addresses. */
export const deviceOrder = kindsInOrder(
  'disk',
  'interface',
  'sound',
  'hostdev',
  'video',
  'controller',
  'smartcard',
  'serial',
  'parallel',
  'channel',
  'console',
  'input',
  'filesystem',
  'watchdog',
  'memballoon',
  'rng',
  'nvram',
  'hub',
  'shmem',
  'memory',
  'redirdev',
  'tpm',
  'panic',
  'iommu',
  'vsock',
  'crypto',
)

/** The order in which kinds stand on the command line. */
export const launchOrder = kindsInOrder(
  'iommu',
  'controller',
  'memory',
  'hub',
  'disk',
  'filesystem',
  'interface',
  'smartcard',
  'serial',
  'parallel',
  'channel',
  'console',
  'tpm',
  'input',
  'audio',
  'graphics',
  'video',
  'sound',
  'watchdog',
  'redirdev',
  'hostdev',
  'redirfilter',
  'memballoon',
  'rng',
  'nvram',
  'panic',
  'shmem',
  'vsock',
  'crypto',
  'pstore',
)

/** Kinds that stand behind what is said of the whole guest. */
export const lateKinds: readonly string[] = ['panic', 'shmem', 'vsock', 'crypto', 'pstore']
