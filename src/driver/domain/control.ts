import type { ControlInfo } from '../../api/index.ts'
import { patience } from './adopt.ts'
import type { Guest } from './guest.ts'

/** Milliseconds that QEMU has to show that it answers. */
const moment = 1000

/** Whether something can be done with a guest; where another process speaks to its QEMU, that one knows better. */
export async function controlOf(guest: Guest): Promise<ControlInfo> {
  const { age } = await guest.knownState()
  guest.requireRunning('look at')
  if (age !== undefined) return { state: 'error', reason: 'monitor', age }
  await answered(guest)
  guest.requireRunning('look at')
  const passed = (since: number): number => Math.max(0, Date.now() - since)
  const { busySince } = guest.monitor
  if (busySince !== undefined) {
    const waits = passed(busySince)
    return waits < patience
      ? { state: 'occupied', age: waits }
      : { state: 'error', reason: 'monitor', age: waits - patience }
  }
  if (guest.jobSince !== undefined) return { state: 'job', age: passed(guest.jobSince) }
  const { changing } = guest
  return changing ? { state: 'occupied', age: passed(changing.since) } : { state: 'ok', age: 0 }
}

/** QEMU answers in turn: what it was asked before is over when it answers this. One that owes an answer for longer is not asked more. */
async function answered({ monitor }: Guest): Promise<void> {
  if (!monitor.isConnected || Date.now() - (monitor.busySince ?? Number.POSITIVE_INFINITY) > moment) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, moment)
  })
  await Promise.race([monitor.execute('query-status').catch(() => {}), late])
  clearTimeout(timer)
}
