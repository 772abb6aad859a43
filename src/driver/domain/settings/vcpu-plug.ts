import { LodgeError } from '../../../base/errors.ts'
import type { Guest } from '../guest.ts'
import { eachOf, writeEach } from './vcpus.ts'

/** Milliseconds that a guest has to let a virtual CPU go. */
const patience = 5_000

export async function plugVcpus(guest: Guest, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const slots = await slotsOf(guest)
  for (const id of ids) {
    const slot = slots.get(id)
    if (!slot) throw new LodgeError('OPERATION_UNSUPPORTED', `vcpu '${id}' can't be plugged in on its own`)
    await guest.monitor.executeAny('device_add', { driver: slot.type, id: `vcpu${id}`, ...slot.props })
    rememberVcpu(guest, id, true)
  }
}

export async function unplugVcpus(guest: Guest, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const device = `vcpu${id}`
    const gone = guest.monitor.waitFor('DEVICE_DELETED', {
      where: ({ data }) => data.device === device,
      timeout: patience,
    })
    gone.catch(() => {})
    await guest.monitor.executeAny('device_del', { id: device })
    await gone.catch((error) => {
      if (!(error instanceof LodgeError) || error.code !== 'OPERATION_TIMEOUT') throw error
      const text = 'vcpu unplug request timed out. Unplug result must be manually inspected in the domain'
      throw new LodgeError('OPERATION_TIMEOUT', text, { where: device })
    })
    rememberVcpu(guest, id, false)
  }
}

/** What runs now is what the guest's definition says. */
export function rememberVcpu(guest: Guest, id: number, on: boolean): void {
  guest.rewrite((domain) => {
    const all = eachOf(domain, true)
    const vcpu = all.find((each) => each.id === id)
    if (!vcpu || vcpu.enabled === on) return
    vcpu.enabled = on
    if (on) Object.assign(vcpu, { hotpluggable: true, order: 1 + Math.max(0, ...all.map(({ order = 0 }) => order)) })
    else delete vcpu.order
    writeEach(domain, all)
  })
}

/** Where QEMU has room for each virtual CPU, by its number: in the order of the places. */
async function slotsOf({ monitor }: Guest) {
  const order = ['node-id', 'drawer-id', 'book-id', 'socket-id', 'die-id', 'cluster-id', 'core-id', 'thread-id']
  const slots = await monitor.execute('query-hotpluggable-cpus')
  slots.sort((a, b) => {
    const differs = order.find((key) => (a.props[key] ?? 0) !== (b.props[key] ?? 0))
    return differs === undefined ? 0 : (a.props[differs] ?? 0) - (b.props[differs] ?? 0)
  })
  let id = 0
  const byId = new Map<number, (typeof slots)[number]>()
  for (const slot of slots) {
    byId.set(id, slot)
    id += slot['vcpus-count']
  }
  return byId
}
