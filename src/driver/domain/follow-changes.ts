import type { QmpEvent } from '../qmp/index.ts'
import type { Guest } from './guest.ts'
import { rememberVcpu } from './settings/vcpu-plug.ts'

/** What the guest itself changes of how it runs, at its own time: its balloon, its channels, virtual CPUs that it lets go. */
export function followChanges(guest: Guest, { event, data }: QmpEvent): void {
  if (event === 'BALLOON_CHANGE') showBalloon(guest, Number(data.actual))
  if (event === 'VSERPORT_CHANGE') showChannel(guest, { alias: String(data.id), open: data.open === true })
  const [, vcpu] = /^vcpu(\d+)$/.exec(String(data.device)) ?? []
  if (event === 'DEVICE_DELETED' && vcpu) rememberVcpu(guest, Number(vcpu), false)
}

/** What was missed is asked for; without a balloon there is nothing to know. */
export async function catchUp(guest: Guest): Promise<void> {
  const said = await guest.monitor.execute('query-balloon').catch(() => undefined)
  if (said) showBalloon(guest, Number(said.actual))
}

/** What the guest has at the moment, as its definition says it. */
function showBalloon(guest: Guest, bytes: number): void {
  const kib = Math.round(bytes / 1024)
  // Mostly nothing was missed, and nothing is to be written.
  if (!(kib > 0) || guest.status.xml.includes(`<currentMemory unit='KiB'>${kib}<`)) return
  guest.rewrite((domain) => {
    domain.currentMemory = { kib: Math.min(kib, domain.memory?.kib ?? kib) }
  })
}

/** Whether the guest has its end of a channel open. */
export function showChannel(guest: Guest, { alias, open }: { alias: string; open: boolean }): void {
  const state = open ? 'connected' : 'disconnected'
  guest.rewrite(({ devices }) => {
    const end = devices.channel.find((each) => each.alias?.name === alias)?.target.end
    if (end?.type === 'virtio' && end.state) end.state = state
  })
}
