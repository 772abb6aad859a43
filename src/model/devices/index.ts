import type { Element } from '../../formats/xml/declare.ts'
import { audio } from './audio/index.ts'
import { channel } from './channel/index.ts'
import { console } from './console/index.ts'
import { disk } from './disk/index.ts'
import { filesystem } from './filesystem/index.ts'
import { graphics } from './graphics/index.ts'
import { hostdev } from './hostdev/index.ts'
import { input } from './input/index.ts'
import { networkInterface } from './interface/index.ts'
import type { DeviceKind } from './kind.ts'
import { parallel } from './parallel/index.ts'
import { redirdev } from './redirdev/index.ts'
import { redirfilter } from './redirfilter/index.ts'
import { rng } from './rng/index.ts'
import { serial } from './serial/index.ts'
import { smartcard } from './smartcard/index.ts'
import { sound } from './sound/index.ts'
import { tpm } from './tpm/index.ts'
import { video } from './video/index.ts'

/** Every kind of device under its name in the model, in the order in which libvirt writes them. */
export const deviceKinds = {
  disk,
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
  rng,
}

export type KindName = keyof typeof deviceKinds
export type DeviceOf<K extends KindName> = (typeof deviceKinds)[K] extends DeviceKind<infer D> ? D : never
export type Devices = { [K in KindName]: DeviceOf<K>[] }

/** Any kind, for code that treats all alike. */
export type AnyKind = DeviceKind<never> & { element: Element<never> }

/** The order in which kinds take free addresses; what is not named comes after, in the order above. */
export const addressOrder: readonly KindName[] = [
  'filesystem',
  'interface',
  'sound',
  'disk',
  'hostdev',
  'rng',
  'video',
  'input',
  'serial',
]

/** The order in which kinds stand on the command line. */
export const launchOrder: readonly KindName[] = [
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
  'redirdev',
  'hostdev',
  'redirfilter',
  'rng',
]
