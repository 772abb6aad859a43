import { formatNumberSet } from '../../base/number-sets.ts'
import { writeXml } from '../../formats/xml/writer.ts'
import type { CellFacts, GuestFacts, HostFacts } from './facts.ts'
import { guestOf } from './guests.ts'
import { hostCpu } from './host-cpu.ts'
import { type Capabilities, capabilitiesElement } from './xml.ts'

/** The `<capabilities>` document. */
export function hostCapabilitiesXml(host: HostFacts, guests: readonly GuestFacts[]): string {
  return writeXml(capabilitiesElement.write(hostCapabilities(host, guests)))
}

export function hostCapabilities(host: HostFacts, guests: readonly GuestFacts[]): Capabilities {
  const { uuid, sleep, iommu, cells, caches, security } = host
  return {
    host: {
      uuid,
      cpu: hostCpu(host),
      power_management: {
        suspend_mem: sleep.includes('suspend_mem'),
        suspend_disk: sleep.includes('suspend_disk'),
        suspend_hybrid: sleep.includes('suspend_hybrid'),
      },
      iommu: { support: iommu },
      migration_features: {
        live: true,
        uri_transports: { uri_transport: [{ name: 'tcp' }, { name: 'rdma' }] },
      },
      topology: { cells: { num: cells.length, cell: cells.map(cellXml) } },
      cache: {
        bank: caches.map(({ kib, cpus, ...bank }) => ({ ...bank, ...sizeOf(kib), cpus: formatNumberSet(cpus) })),
      },
      secmodel: security.map(({ baselabels, ...model }) => ({ ...model, baselabel: baselabels })),
    },
    guest: guests.map(guestOf),
  }
}

type CellXml = NonNullable<Capabilities['host']['topology']>['cells']['cell'][number]

function cellXml({ id, memory, pages, distances, cpus }: CellFacts): CellXml {
  return {
    id,
    memory: { unit: 'KiB', kib: memory },
    pages: pages.map(({ kib, count }) => ({ unit: 'KiB', size: kib, count })),
    distances: distances.length > 0 ? { sibling: distances } : undefined,
    cpus: {
      num: cpus.length,
      cpu: cpus.map((cpu) => ({
        id: cpu.id,
        socket_id: cpu.socket,
        die_id: cpu.die,
        cluster_id: cpu.cluster,
        core_id: cpu.core,
        siblings: formatNumberSet(cpu.siblings),
      })),
    },
  }
}

/** The largest unit that needs no fraction. */
function sizeOf(kib: number): { size: number; unit: string } {
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let at = 0
  let size = kib
  for (; size > 0 && size % 1024 === 0 && at < units.length - 1; at++) size /= 1024
  return { size, unit: units[at] ?? 'KiB' }
}
