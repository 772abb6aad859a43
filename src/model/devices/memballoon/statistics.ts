import type { MonitorCommand } from '../../qemu/plan.ts'
import type { DeviceContext } from '../context.ts'
import type { Memballoon } from './xml.ts'

/** How often the guest's driver is asked can't be said on the command line. */
export function statisticsCommands({ stats, model }: Memballoon, _: DeviceContext, alias: string): MonitorCommand[] {
  if (!stats || model === 'none') return []
  const path = `/machine/peripheral/${alias}`
  return [{ execute: 'qom-set', arguments: { path, property: 'guest-stats-polling-interval', value: stats.period } }]
}
