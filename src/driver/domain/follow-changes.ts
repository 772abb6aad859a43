import type { QmpEvent } from '../qmp/index.ts'
import type { Guest } from './guest.ts'
import { rememberVcpu } from './settings/vcpu-plug.ts'

/** What the guest itself changes of how it runs, at its own time: its balloon, its channels, virtual CPUs that it lets go. */
export function followChanges(guest: Guest, { event, data }: QmpEvent): void {
  const kib = Math.round(Number(data.actual) / 1024)
  if (event === 'BALLOON_CHANGE' && kib > 0) {
    guest.rewrite((domain) => {
      domain.currentMemory = { kib: Math.min(kib, domain.memory?.kib ?? kib) }
    })
  }
  if (event === 'VSERPORT_CHANGE') showChannel(guest, { alias: String(data.id), open: data.open === true })
  const [, vcpu] = /^vcpu(\d+)$/.exec(String(data.device)) ?? []
  if (event === 'DEVICE_DELETED' && vcpu) rememberVcpu(guest, Number(vcpu), false)
}

/** Whether the guest has its end of a channel open. */
export function showChannel(guest: Guest, { alias, open }: { alias: string; open: boolean }): void {
  const state = open ? 'connected' : 'disconnected'
  guest.rewrite(({ devices }) => {
    const end = devices.channel.find((each) => each.alias?.name === alias)?.target.end
    if (end?.type === 'virtio' && end.state) end.state = state
  })
}
