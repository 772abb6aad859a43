import type { Machine } from '../../qemu/machine.ts'
import type { DeviceContext } from '../context.ts'
import type { Panic } from './xml.ts'

/** Where the firmware or the CPU reports crashes by itself there is always one. */
export function arrangePanics(panics: Panic[], { machine }: DeviceContext): void {
  const own = ownPanic(machine)
  if (own && !panics.some(({ model = own }) => model === own)) panics.push({ model: own })
}

export function ownPanic(machine: Machine): 'pseries' | 's390' | undefined {
  if (machine.isPseries) return 'pseries'
  return machine.isS390 ? 's390' : undefined
}

export function defaultPanic(machine: Machine): Panic['model'] {
  const own = ownPanic(machine)
  if (own) return own
  if (machine.isX86) return 'isa'
  return machine.isArmVirt ? 'pvpanic' : undefined
}

export function completePanic(panic: Panic, { machine }: DeviceContext): void {
  panic.model ??= defaultPanic(machine)
}
