import { numbersOf } from '../scalars.ts'
import type { Section } from '../section.ts'
import type { World } from '../world.ts'
import { granularity } from './topology.ts'

export const vcpu: Section = {
  complete({ domain }) {
    domain.vcpu ??= {}
    const { vcpu } = domain
    vcpu.count ??= 1
    if (vcpu.current === vcpu.count) delete vcpu.current
    // memory that is placed automatically takes the CPUs with it
    if (domain.numatune?.memory?.placement === 'auto' && !vcpu.cpuset && !pinned(domain)) vcpu.placement = 'auto'
    vcpu.placement ??= 'static'
    if (vcpu.placement === 'auto') delete vcpu.cpuset
    completeEach(domain)
  },
  check(world) {
    const { domain, qemu, accelerator, machine, report } = world
    const { count = 1, current } = domain.vcpu ?? {}
    if (count === 0) report.invalid(domain.vcpu, 'the guest needs at least one virtual CPU')
    if (current !== undefined && (current === 0 || current > count)) {
      report.invalid(domain.vcpu, `current='${current}' is not from 1 to ${count}, the number of virtual CPUs`)
    }
    const most = qemu.machine(accelerator, machine.name)?.maxCpus
    if (most !== undefined && most > 0 && count > most) {
      report.unsupported(domain.vcpu, `machine type '${machine.name}' takes up to ${most} virtual CPUs, not ${count}`)
    }
    checkTopology(world, count)
    checkEach(world, count)
  },
}

function pinned({ cputune }: World['domain']): boolean {
  return Boolean(cputune?.vcpupin.length || cputune?.emulatorpin || cputune?.iothreadpin.length)
}

function completeEach(domain: World['domain']): void {
  const { vcpus, vcpu } = domain
  if (!vcpus || !vcpu) return
  const on = vcpus.vcpu.filter(({ enabled }) => enabled).length
  if (on > 0 && on < (vcpu.count ?? 1)) vcpu.current = on
}

function checkTopology({ domain, report }: World, count: number): void {
  const topology = domain.cpu?.topology
  if (!topology) return
  const { sockets, dies = 1, clusters = 1, cores, threads } = topology
  const product = sockets * dies * clusters * cores * threads
  if (product !== count) {
    report.unsupported(topology, `<topology> has room for ${product} virtual CPUs, and <vcpu> says ${count}`)
  }
}

function checkEach({ domain, machine, report }: World, count: number): void {
  const each = domain.vcpus?.vcpu ?? []
  if (each.length > 0 && numbersOf(`0-${count - 1}`).some((id) => !each.some((one) => one.id === id))) {
    report.invalid(domain.vcpus, `<vcpus> must list all of the ${count} virtual CPUs`)
  }
  if (each.some(({ id, enabled, hotpluggable }) => id === 0 && (!enabled || hotpluggable))) {
    report.unsupported(domain.vcpus, 'virtual CPU 0 must be there from the start')
  }
  const step = granularity(domain, machine)
  if (step > 1 && (count % step !== 0 || (domain.vcpu?.current ?? count) % step !== 0)) {
    report.unsupported(
      domain.vcpus,
      `virtual CPUs are plugged in by ${step}, so their numbers must be multiples of that`,
    )
  }
}
