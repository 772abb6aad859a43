import type { DomainInfo } from '../../api/index.ts'
import { parseDomain } from '../../model/domain/index.ts'
import { cpuTimeOf } from '../host/system.ts'
import type { Guest } from './guest.ts'

type Sizes = Omit<DomainInfo, 'cpuTime'>

/** What a guest was started with does not change; reading its XML again does cost. */
const known = new WeakMap<Guest, Sizes>()

export function infoOfGuest(guest: Guest): DomainInfo {
  const sizes = known.get(guest) ?? sizesOf(guest.status.xml)
  known.set(guest, sizes)
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
