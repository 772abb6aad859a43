import { type Domain, iothreadIds } from '../../../model/domain/index.ts'
import { liveDefinition } from '../editor.ts'
import type { Guest } from '../guest.ts'

type Disk = Domain['devices']['disk'][number]
type Card = Domain['devices']['interface'][number]

/** A guest that runs, with what statistics need of its definition and what of QEMU doesn't change. */
export interface Run {
  readonly guest: Guest
  readonly pid: number
  readonly hasKvm: boolean
  readonly disks: readonly Disk[]
  readonly cards: readonly Card[]
  readonly iothreads: readonly number[]
  /** Where QEMU has the balloon. */
  readonly balloon: string | undefined
  /** Seconds between its looks into the guest; 0 is never. */
  readonly balloonPeriod: number
  /** What QEMU has said, and when, that is not asked each time. */
  readonly kept: Map<string, { said: unknown; at: number }>
  /** KiB. */
  readonly memory: { current: number; maximum: number }
  readonly vcpus: { current: number; maximum: number }
  /** Numbers of virtual CPUs with the threads that are theirs, once QEMU has told. */
  threads?: ReadonlyMap<number, VcpuThread>
  /** What KVM's counters are, once QEMU has told. */
  counterKinds?: ReadonlyMap<string, string>
  /** KiB that the guest has left of its balloon, as it was last heard. */
  ballooned?: number
}

export interface VcpuThread {
  thread: number
  /** The CPU among QEMU's objects. */
  path: string
}

/** Reading a definition costs; a change of it makes all anew. */
const known = new WeakMap<Guest, { xml: string; run: Run }>()

export function runOf(guest: Guest): Run {
  const { xml } = guest.status
  const before = known.get(guest)
  if (before?.xml === xml) return before.run
  const run = { ...factsOf(liveDefinition(guest)), guest, pid: guest.emulator.identity.pid }
  known.set(guest, { xml, run })
  if (!before) forgetWithEvents(guest)
  return run
}

function forgetWithEvents(guest: Guest): void {
  guest.said.listen({
    event: ({ event }) => {
      if (event === 'BALLOON_CHANGE') known.get(guest)?.run.kept.delete('balloon')
    },
    end: () => {},
  })
}

function factsOf(domain: Domain): Omit<Run, 'guest' | 'pid'> {
  const { devices, type, memory, currentMemory, vcpu } = domain
  const [balloon] = devices.memballoon.filter(({ model }) => model !== 'none')
  const maximum = memory?.kib ?? 0
  const count = vcpu?.count ?? 1
  return {
    hasKvm: type === 'kvm',
    ...{ disks: devices.disk, cards: devices.interface, iothreads: iothreadIds(domain) },
    balloon: balloon?.alias && `/machine/peripheral/${balloon.alias.name}`,
    ...{ balloonPeriod: balloon?.stats?.period ?? 0, kept: new Map() },
    memory: { current: currentMemory?.kib ?? maximum, maximum },
    vcpus: { current: vcpu?.current ?? count, maximum: count },
  }
}
