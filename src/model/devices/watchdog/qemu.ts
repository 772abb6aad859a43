import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { Watchdog } from './xml.ts'

export function watchdogParts({ model }: Watchdog, { alias, place }: LaunchContext): Part[] {
  // the board's own only has to be allowed to reboot
  if (model === 'itco') return [{ make: 'option', option: '-global', value: 'ICH9-LPC.noreboot=off' }]
  return [{ make: 'device', props: { driver: model, id: alias, ...place } }]
}

/** A dump is taken by us, while QEMU has the guest stopped. */
const actions: Record<string, string> = { dump: 'pause' }

export function watchdogAction([first]: readonly Watchdog[]): Part[] {
  if (!first) return []
  const action = first.action ?? 'reset'
  return [{ make: 'option', option: '-watchdog-action', value: actions[action] ?? action }]
}
