import type { Part } from '../qemu/part.ts'
import type { Taint } from '../taints.ts'
import type { LaunchWorld } from './launch.ts'
import type { World } from './world.ts'

/**
 * A part of the domain that is no device: memory, CPU, firmware, … Like a device kind it answers for itself; what it has
 * to say on the command line is named after what it says, because libvirt's order takes sections apart.
 */
export interface Section {
  complete?(world: World): void
  /** What can be said once all devices are complete and have their addresses. */
  settle?(world: World): void
  check?(world: World): void
  /** What keeps the guest from being started here, though it may be defined. */
  start?(world: World): void
  /** What of it makes a guest another one than those that are tried everywhere. */
  taints?(world: World): Taint[]
  /** What of it QEMU is about to drop, as libvirt calls it. */
  deprecations?(world: World): string[]
}

/** One place on the command line. */
export type Emitter = (world: LaunchWorld) => Part[]
