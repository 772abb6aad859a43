import type { MonitorCommand } from '../../qemu/plan.ts'
import { hostModel } from '../cpu/host-model.ts'
import type { World } from '../world.ts'

/**
 * Virtual CPUs that are on and can be taken away: they are plugged in before the guest runs, because one that is there from the
 * start stays for good.
 */
export function vcpuCommands(world: World): MonitorCommand[] {
  const each = world.domain.vcpus?.vcpu.filter(({ enabled, hotpluggable }) => enabled && hotpluggable) ?? []
  if (each.length === 0) return []
  const driver = driverOf(world)
  if (driver === undefined) return []
  return each
    .toSorted((a, b) => (a.order ?? a.id) - (b.order ?? b.id))
    .flatMap(({ id }) => {
      const slot = slotOf(id, world)
      return slot ? [{ execute: 'device_add', arguments: { driver, id: `vcpu${id}`, ...slot } }] : []
    })
}

/** QEMU's device type of the guest's CPUs; on pseries they come as cores. */
function driverOf(world: World): string | undefined {
  const { domain, qemu, accelerator, machine } = world
  const names: Record<string, () => string | undefined> = {
    'host-passthrough': () => 'host',
    maximum: () => 'max',
    'host-model': () => hostModel(world)[0],
    custom: () => domain.cpu?.model?.name,
  }
  const name = names[domain.cpu?.mode ?? '']?.()
  const found = qemu.under(accelerator).cpus.find((cpu) => cpu.name.toLowerCase() === name?.toLowerCase())
  return machine.isPseries ? found?.typename.replace(/-powerpc64-cpu$/, '-spapr-cpu-core') : found?.typename
}

/** Where QEMU plugs the CPU with that number; nothing for a thread that comes with the first of its core. */
function slotOf(id: number, { domain, machine }: World): Record<string, number> | undefined {
  if (machine.isS390) return { 'core-id': id }
  const { dies = 1, cores = 1, threads = 1 } = domain.cpu?.topology ?? {}
  if (machine.isPseries) return id % threads === 0 ? { 'core-id': id } : undefined
  const core = Math.floor(id / threads)
  const die = Math.floor(core / cores)
  return {
    'socket-id': Math.floor(die / dies),
    ...(dies > 1 ? { 'die-id': die % dies } : {}),
    'core-id': core % cores,
    'thread-id': id % threads,
  }
}
