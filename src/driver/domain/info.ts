import type { DomainInfo } from '../../api/index.ts'
import { type GuestSizes, parseDomain, sizesOf } from '../../model/domain/index.ts'
import { cpuTimeOf } from '../host/system.ts'
import type { Guest } from './guest.ts'

/** Reading the XML of a guest again costs. */
const known = new WeakMap<Guest, { xml: string; sizes: GuestSizes }>()

export function infoOfGuest(guest: Guest): DomainInfo {
  const { xml } = guest.status
  const before = known.get(guest)
  const sizes = before?.xml === xml ? before.sizes : sizesOf(parseDomain(xml))
  known.set(guest, { xml, sizes })
  return { ...sizes, cpuTime: cpuTimeOf(guest.emulator.identity.pid) }
}
