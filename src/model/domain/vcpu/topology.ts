import type { Machine } from '../../qemu/machine.ts'
import type { Domain } from '../xml.ts'

/** How many virtual CPUs are plugged in at once: a core of pseries with its threads, one elsewhere. */
export function granularity({ cpu }: Domain, machine: Machine): number {
  return machine.isPseries ? (cpu?.topology?.threads ?? 1) : 1
}
