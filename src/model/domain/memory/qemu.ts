import { roundUp } from '../../../base/sizes.ts'
import type { Emitter } from '../section.ts'
import type { World } from '../world.ts'

/** QEMU is given whole megabytes. */
export function startKib({ domain }: Pick<World, 'domain'>): number {
  return roundUp(domain.memory?.kib ?? 0, 1024)
}

/** The id under which the machine type knows its main memory: `pc.ram`. */
export function ramId({
  qemu,
  accelerator,
  machine,
}: Pick<World, 'qemu' | 'accelerator' | 'machine'>): string | undefined {
  return qemu.machine(accelerator, machine.name)?.defaultRamId
}

export const memoryOption: Emitter = (world) => [
  { make: 'keyval', option: '-m', props: { size: `${startKib(world)}k` } },
]

export const memoryBackend: Emitter = (world) => {
  const id = ramId(world)
  if (id === undefined) return []
  return [{ make: 'object', props: { 'qom-type': 'memory-backend-ram', id, size: startKib(world) * 1024 } }]
}

export const memoryLock: Emitter = () => [{ make: 'keyval', option: '-overcommit', props: { 'mem-lock': false } }]
