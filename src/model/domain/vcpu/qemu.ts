import type { Emitter } from '../section.ts'
import type { Domain } from '../xml.ts'

/** Virtual CPUs that are there from the start; others that are on are plugged in before the guest runs. */
function bootCount({ vcpu, vcpus }: Domain): number {
  const count = vcpu?.count ?? 1
  if (!vcpus || vcpus.vcpu.length === 0) return vcpu?.current ?? count
  return vcpus.vcpu.filter(({ enabled, hotpluggable }) => enabled && !hotpluggable).length
}

export const smpOption: Emitter = ({ domain, qemu }) => {
  const count = domain.vcpu?.count ?? 1
  const boot = bootCount(domain)
  const topology = domain.cpu?.topology
  const knows = (level: string) => qemu.optionHas('smp-opts', level)
  return [
    {
      make: 'keyval',
      option: '-smp',
      head: String(boot),
      props: {
        maxcpus: boot < count ? count : undefined,
        ...(topology
          ? {
              sockets: topology.sockets,
              dies: knows('dies') ? (topology.dies ?? 1) : undefined,
              clusters: knows('clusters') ? (topology.clusters ?? 1) : undefined,
              cores: topology.cores,
              threads: topology.threads,
            }
          : { sockets: count, cores: 1, threads: 1 }),
      },
    },
  ]
}
