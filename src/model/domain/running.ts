import { copyOf } from '../../formats/xml/reading.ts'
import type { RunFacts } from '../devices/context.ts'
import { withPorts } from './addresses/start.ts'
import { firstNodes } from './block-nodes.ts'
import { nameHostModel } from './cpu/host-model.ts'
import { showLiveCpu } from './cpu/live.ts'
import { launchWorld } from './launch.ts'
import { devicesOf, makeWorld, type World } from './world.ts'
import type { Domain } from './xml.ts'

/** The domain as it says of itself while it runs: with its number, the names of its devices, and what is made for this run. */
export function runningDomain(completed: World, { id }: { id: number }): Domain {
  const { domain: planned, host, qemu, fresh } = withPorts(completed)
  const world = launchWorld(makeWorld(copyOf(planned), host, qemu, fresh), { id })
  const { domain, channelFolder } = world
  const nodes = firstNodes(domain)
  domain.id = id
  nameHostModel(domain, world)
  // All of it is the guest's until its balloon says that it has given some back.
  if (domain.memory) domain.currentMemory = { kib: domain.memory.kib }
  for (const { kind, device } of devicesOf(domain)) {
    const alias = world.aliasOf(device)
    if (alias && !kind.nameless) device.alias = { name: alias }
    kind.running?.(device, { alias, channelFolder, firstNode: nodes.get(device) ?? 0, host })
  }
  return domain
}

/** Fills in what only QEMU knows. */
export function addRunFacts(domain: Domain, facts: RunFacts): void {
  for (const { kind, device } of devicesOf(domain)) kind.found?.(device, facts)
  if (facts.cpuid) showLiveCpu(domain, facts.cpuid)
}
