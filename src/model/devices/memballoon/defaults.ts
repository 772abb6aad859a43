import type { DeviceContext } from '../context.ts'
import type { Memballoon } from './xml.ts'

/** Architectures for which libvirt has never added one by itself. */
const without = ['armv6l', 'armv7l', 'aarch64', 'sparc']

/** Every other guest that has a bus for it has a balloon, unless it says `none`. */
export function arrangeMemballoons(balloons: Memballoon[], { machine }: DeviceContext): void {
  const bus = machine.hasPci || machine.isS390Ccw
  if (balloons.length === 0 && bus && !without.includes(machine.arch)) balloons.push({ model: 'virtio' })
}

/** Statistics are not collected every 0 seconds: that is how they are switched off. */
export function completeMemballoon(balloon: Memballoon): void {
  if (balloon.stats?.period === 0) delete balloon.stats
}
