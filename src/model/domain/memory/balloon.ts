import type { MonitorCommand } from '../../qemu/plan.ts'
import type { World } from '../world.ts'

/** Asks the guest to leave what it is not to use to the host: it does so once its driver is there, if it has one. */
export function balloonCommands({ domain: { memory, currentMemory, devices } }: World): MonitorCommand[] {
  if (!devices.memballoon.some(({ model }) => model !== 'none')) return []
  if (!memory || !currentMemory || currentMemory.kib >= memory.kib) return []
  return [{ execute: 'balloon', arguments: { value: currentMemory.kib * 1024 } }]
}
