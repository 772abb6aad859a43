import type { Machine } from '../../qemu/machine.ts'
import type { DeviceContext } from '../context.ts'
import type { Panic } from './xml.ts'

/** Where the firmware or the CPU reports crashes by itself there is always one. */
export function arrangePanics(panics: Panic[], { machine }: DeviceContext): void {
  const own = machine.isPseries ? 'pseries' : machine.isS390 ? 's390' : undefined
  if (own && !panics.some(({ model = own }) => model === own)) panics.push({ model: own })
}

export function defaultPanic(machine: Machine): Panic['model'] {
  if (machine.isPseries) return 'pseries'
  if (machine.isS390) return 's390'
  if (machine.isX86) return 'isa'
  return machine.isArmVirt ? 'pvpanic' : undefined
}

export function completePanic(panic: Panic, { machine }: DeviceContext): void {
  panic.model ??= defaultPanic(machine)
}
