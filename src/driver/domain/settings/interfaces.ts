import type { Impact, InterfaceRates } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { parseMac } from '../../../base/mac.ts'
import type { Domain } from '../../../model/domain/index.ts'
import type { DomainEditor } from '../editor.ts'

type Interface = Domain['devices']['interface'][number]

/** Whose packets pass the host's kernel, which can hold them up. */
const limitable: readonly string[] = ['ethernet', 'bridge', 'network', 'direct']

export async function interfaceRates(editor: DomainEditor, device: string, where: Impact): Promise<InterfaceRates> {
  const { bandwidth } = interfaceNamed(await editor.read(where), device)
  return { inbound: { ...bandwidth?.inbound }, outbound: { ...bandwidth?.outbound } }
}

/** A direction without an average is not limited any more; one that is not named stays as it is. */
export async function setInterfaceRates(
  editor: DomainEditor,
  { device, ...rates }: InterfaceRates & { device: string },
  where: Impact,
): Promise<void> {
  const { inbound, outbound } = rates
  if (outbound && 'floor' in outbound) throw new LodgeError('INVALID_ARG', 'floor is for packets to the guest only')
  await editor.change(where, {
    check(domain, place) {
      const { type } = interfaceNamed(domain, device).backend
      const runs = place === 'live' ? 'running ' : ''
      if (place === 'config' && limitable.includes(type)) return
      const text = `setting bandwidth on ${runs}interfaces of type '${type}' is not implemented yet`
      throw new LodgeError('CONFIG_UNSUPPORTED', text)
    },
    edit(domain) {
      const found = interfaceNamed(domain, device)
      const bandwidth = { ...found.bandwidth }
      if (inbound) bandwidth.inbound = inbound.average || inbound.floor ? used(inbound) : undefined
      if (outbound) bandwidth.outbound = outbound.average ? used(outbound) : undefined
      found.bandwidth = bandwidth.inbound || bandwidth.outbound ? bandwidth : undefined
    },
  })
}

function used(rate: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(Object.entries(rate).filter((entry): entry is [string, number] => Boolean(entry[1])))
}

/** By its MAC address, or by the name of its card on the host. */
function interfaceNamed({ devices }: Domain, device: string): Interface {
  const mac = parseMac(device)
  const found = devices.interface.find((each) => (mac ? each.mac?.address === mac : each.target?.dev === device))
  if (found) return found
  throw new LodgeError('INVALID_ARG', `'${device.slice(0, 80)}' is not a known interface`)
}
