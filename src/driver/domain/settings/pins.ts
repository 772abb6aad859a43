import type { Impact } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { formatNumberSet, parseNumberSet } from '../../../base/number-sets.ts'
import { iothreadIds } from '../../../model/domain/index.ts'
import { setAffinity } from '../../host/system.ts'
import { type DomainEditor, liveDefinition } from '../editor.ts'
import type { Guest } from '../guest.ts'
import { tuneOf } from './cputune.ts'

export async function pinVcpu(
  editor: DomainEditor,
  { vcpu, cpus }: { vcpu: number; cpus: readonly number[] },
  where: Impact,
): Promise<void> {
  requireCpus(cpus)
  await editor.change(where, {
    check({ vcpu: of }, place) {
      const count = of?.count ?? 1
      if (vcpu < count) return
      // libvirt names those that are plugged in where it speaks of a definition.
      const text = place === 'live' ? `live cpu count ${count}` : `persistent cpu count ${of?.current ?? count}`
      throw new LodgeError('INVALID_ARG', `vcpu ${vcpu} is out of range of ${text}`)
    },
    live: async (guest) => {
      const thread = (await vcpuThreads(guest)).get(vcpu)
      if (thread !== undefined) await setAffinity(thread, cpus)
    },
    edit(domain) {
      const tune = tuneOf(domain)
      const others = tune.vcpupin.filter((each) => each.vcpu !== vcpu)
      tune.vcpupin = [...others, { vcpu, cpuset: formatNumberSet(cpus) }].sort((a, b) => a.vcpu - b.vcpu)
    },
  })
}

export async function pinEmulator(editor: DomainEditor, cpus: readonly number[], where: Impact): Promise<void> {
  requireCpus(cpus)
  await editor.change(where, {
    live: (guest) => setAffinity(guest.emulator.identity.pid, cpus),
    edit(domain) {
      tuneOf(domain).emulatorpin = { cpuset: formatNumberSet(cpus) }
    },
  })
}

export async function pinIothread(
  editor: DomainEditor,
  { id, cpus }: { id: number; cpus: readonly number[] },
  where: Impact,
): Promise<void> {
  requireCpus(cpus)
  await editor.change(where, {
    check(domain, place) {
      if (iothreadIds(domain).includes(id)) return
      throw new LodgeError('INVALID_ARG', place === 'live' ? `iothread ${id} not found` : `iothreadid ${id} not found`)
    },
    live: async (guest) => {
      const thread = (await iothreadThreads(guest)).get(id)
      if (thread !== undefined) await setAffinity(thread, cpus)
    },
    edit(domain) {
      const tune = tuneOf(domain)
      const others = tune.iothreadpin.filter(({ iothread }) => iothread !== id)
      tune.iothreadpin = [...others, { iothread: id, cpuset: formatNumberSet(cpus) }].sort(
        (a, b) => a.iothread - b.iothread,
      )
    },
  })
}

/** Gives the threads of a guest that starts the processors that its definition says. */
export async function pinThreads(guest: Guest): Promise<void> {
  // Reading it costs, and most say nothing of it.
  if (!/<cputune>| cpuset=/.test(guest.status.xml)) return
  const { cputune, vcpu, iothreads } = liveDefinition(guest)
  const [cpus, others] = await Promise.all([vcpuThreads(guest), iothreads ? iothreadThreads(guest) : new Map()])
  const pin = async (thread: number | undefined, set: string | undefined): Promise<void> => {
    const numbers = set && parseNumberSet(set)
    if (thread !== undefined && numbers) await setAffinity(thread, numbers)
  }
  const setOf = (id: number) => cputune?.vcpupin.find((each) => each.vcpu === id)?.cpuset ?? vcpu?.cpuset
  await Promise.all([
    pin(guest.emulator.identity.pid, cputune?.emulatorpin?.cpuset ?? vcpu?.cpuset),
    ...[...cpus].map(([id, thread]) => pin(thread, setOf(id))),
    ...(cputune?.iothreadpin ?? []).map(({ iothread, cpuset }) => pin(others.get(iothread), cpuset)),
  ])
}

export async function vcpuThreads({ monitor }: Guest): Promise<Map<number, number>> {
  const cpus = await monitor.execute('query-cpus-fast')
  return new Map(cpus.map((cpu) => [cpu['cpu-index'], cpu['thread-id']]))
}

export async function iothreadThreads({ monitor }: Guest): Promise<Map<number, number>> {
  const threads = await monitor.execute('query-iothreads')
  return new Map(threads.map((each) => [Number(each.id.replace(/^iothread/, '')), each['thread-id']]))
}

function requireCpus(cpus: readonly number[]): void {
  if (cpus.length === 0) throw new LodgeError('INVALID_ARG', 'Empty cpu list for pinning')
}
