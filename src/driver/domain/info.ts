import type { DomainInfo } from '../../api/index.ts'
import { parseDomain } from '../../model/domain/index.ts'
import { cpuTimeOf } from '../host/system.ts'
import type { Guest } from './guest.ts'

type Sizes = Omit<DomainInfo, 'cpuTime'>

/** Reading the XML of a guest again costs. */
const known = new WeakMap<Guest, { xml: string; sizes: Sizes }>()

export function infoOfGuest(guest: Guest): DomainInfo {
  const { xml } = guest.status
  const before = known.get(guest)
  const sizes = before?.xml === xml ? before.sizes : sizesOf(xml)
  known.set(guest, { xml, sizes })
  return { ...sizes, cpuTime: cpuTimeOf(guest.emulator.identity.pid) }
}

export function sizesOf(xml: string): Sizes {
  const { memory, currentMemory, vcpu, os } = parseDomain(xml)
  const maxMemory = memory?.kib ?? 0
  const maxVcpus = vcpu?.count ?? 1
  return {
    ...{ maxMemory, memory: currentMemory?.kib ?? maxMemory },
    ...{ maxVcpus, vcpus: vcpu?.current ?? maxVcpus },
    osType: os?.type?.kind ?? 'hvm',
  }
}
