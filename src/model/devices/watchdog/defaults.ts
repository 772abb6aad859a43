import type { DeviceContext } from '../context.ts'
import type { Watchdog } from './xml.ts'

/** The chipset of q35 has one, which acts as the others do. */
export function arrangeWatchdogs(watchdogs: Watchdog[], { machine }: DeviceContext): void {
  if (!machine.isQ35 || watchdogs.some(({ model }) => model === 'itco')) return
  watchdogs.push({ model: 'itco', action: watchdogs[0]?.action ?? 'reset' })
}

export function completeWatchdog(watchdog: Watchdog): void {
  watchdog.action ??= 'reset'
}
