import { memoryBackend } from '../memory-backing/backend.ts'
import { cellKib } from '../numa/sizes.ts'
import type { Emitter } from '../section.ts'
import type { World } from '../world.ts'
import { alignedKib, pluggedKib } from './sizes.ts'

/** KiB that the guest starts with, without memory devices. */
export function startKib(world: Pick<World, 'domain' | 'machine'>): number {
  const cells = world.domain.cpu?.numa?.cell ?? []
  if (cells.length > 0) return cells.reduce((sum, cell) => sum + cellKib(world, cell), 0)
  return alignedKib(world, (world.domain.memory?.kib ?? 0) - pluggedKib(world.domain))
}

/** The id under which the machine type knows its main memory, where that is one object: `pc.ram`. */
export function ramId({ domain, qemu, accelerator, machine }: World): string | undefined {
  if (domain.cpu?.numa?.cell.length) return undefined
  return qemu.machine(accelerator, machine.name)?.defaultRamId
}

export const memoryOption: Emitter = (world) => {
  const { maxMemory } = world.domain
  return [
    {
      make: 'keyval',
      option: '-m',
      props: {
        size: `${startKib(world)}k`,
        slots: maxMemory?.slots || undefined,
        maxmem: maxMemory ? `${alignedKib(world, maxMemory.kib)}k` : undefined,
      },
    },
  ]
}

export const mainMemory: Emitter = (world) => {
  const id = ramId(world)
  if (id === undefined) return []
  return memoryBackend(world, world.ownFolder, { id, bytes: startKib(world) * 1024, system: true }).parts
}

export const memoryLock: Emitter = ({ domain }) => [
  { make: 'keyval', option: '-overcommit', props: { 'mem-lock': domain.memoryBacking?.locked ?? false } },
]
