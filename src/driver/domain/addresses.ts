import type { GuestInterface } from '../../api/index.ts'
import { neighbours } from '../host/system.ts'
import type { Guest } from './guest.ts'

/** Addresses of a guest as the host's own table of neighbours has them; it doesn't say how long their networks' prefixes are. */
export function addressesByArp(guest: Guest): GuestInterface[] {
  const known = neighbours()
  return guest.devices.interfaces.flatMap(({ name, mac }) => {
    const found = known.filter((neighbour) => neighbour.mac === mac)
    if (found.length === 0) return []
    return [{ name, mac, addresses: found.map(({ address }) => ({ type: 'ipv4' as const, address, prefix: 0 })) }]
  })
}
