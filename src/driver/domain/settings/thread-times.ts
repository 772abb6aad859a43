import { threadsOf } from '../../host/system.ts'
import { liveDefinition } from '../editor.ts'
import type { Guest } from '../guest.ts'
import { groupOf } from '../guest-group.ts'
import { iothreadThreads, vcpuThreads } from './pins.ts'

/** Gives the threads of a guest that starts the times that its definition says: the emulator's own share one. */
export async function limitThreads(guest: Guest): Promise<void> {
  // Reading it costs, and most say nothing of it.
  if (!/<(?:emulator_|iothread_)?(?:period|quota)>/.test(guest.status.xml)) return
  const group = groupOf(guest)
  const { cputune, iothreads } = liveDefinition(guest)
  if (!group || !cputune) return
  const [cpus, others] = await Promise.all([
    vcpuThreads(guest),
    iothreads ? iothreadThreads(guest) : new Map<number, number>(),
  ])
  const { period, quota, emulator_period, emulator_quota, iothread_period, iothread_quota } = cputune
  if (emulator_period !== undefined || emulator_quota !== undefined) {
    const named = new Set([...cpus.values(), ...others.values()])
    const rest = threadsOf(guest.emulator.identity.pid).filter((thread) => !named.has(thread))
    await group.part('emulator', rest, { period: emulator_period, quota: emulator_quota })
  }
  if (period !== undefined || quota !== undefined)
    for (const [id, thread] of cpus) await group.part(`vcpu${id}`, [thread], { period, quota })
  if (iothread_period !== undefined || iothread_quota !== undefined)
    for (const [id, thread] of others)
      await group.part(`iothread${id}`, [thread], { period: iothread_period, quota: iothread_quota })
}
