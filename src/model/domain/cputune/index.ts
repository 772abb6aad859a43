import { formatNumberSet } from '../../../base/number-sets.ts'
import type { Report } from '../../report.ts'
import { numbersOf } from '../scalars.ts'
import type { Section } from '../section.ts'
import type { Domain } from '../xml.ts'

type Tune = NonNullable<Domain['cputune']>

export const cputune: Section = {
  complete({ domain }) {
    const tune = domain.cputune
    if (!tune) return
    tune.vcpusched = joined(tune.vcpusched, 'vcpus')
    tune.iothreadsched = joined(tune.iothreadsched, 'iothreads')
    tune.vcpupin.sort((a, b) => a.vcpu - b.vcpu)
    // a pin of a CPU that there isn't is dropped, as libvirt does
    tune.vcpupin = tune.vcpupin.filter(({ vcpu }) => vcpu < (domain.vcpu?.count ?? 1))
  },
  check({ domain, report }) {
    const tune = domain.cputune
    const overlapping = (all: readonly { set: string; of: object }[], what: string) => {
      const seen = new Set<number>()
      for (const { set, of } of all) {
        const twice = numbersOf(set).find((each) => seen.has(each))
        if (twice !== undefined) report.error('XML_DETAIL', of, `${what} ${twice} is scheduled twice`)
        for (const each of numbersOf(set)) seen.add(each)
      }
    }
    overlapping(
      (tune?.vcpusched ?? []).map((of) => ({ set: of.vcpus, of })),
      'virtual CPU',
    )
    overlapping(
      (tune?.iothreadsched ?? []).map((of) => ({ set: of.iothreads, of })),
      'iothread',
    )
    checkPins(tune, report)
    for (const sched of [
      ...(tune?.vcpusched ?? []),
      ...(tune?.iothreadsched ?? []),
      ...(tune?.emulatorsched ? [tune.emulatorsched] : []),
    ]) {
      const realtime = sched.scheduler === 'fifo' || sched.scheduler === 'rr'
      if (realtime && sched.priority === undefined)
        report.invalid(sched, `scheduler='${sched.scheduler}' needs a priority`)
    }
    const count = domain.vcpu?.count ?? 1
    for (const sched of tune?.vcpusched ?? []) {
      const missing = numbersOf(sched.vcpus).find((each) => each >= count)
      if (missing !== undefined) report.invalid(sched, `there is no virtual CPU ${missing} to schedule`)
    }
  },
}

interface Schedule {
  scheduler: string
  priority?: number
}

/** Threads with the same schedule are named together. */
function joined<K extends string, T extends Schedule & Record<K, string>>(all: readonly T[], key: K): T[] {
  const groups = new Map<string, T>()
  const twice = (set: string, other: string) => numbersOf(set).some((each) => numbersOf(other).includes(each))
  for (const each of all) {
    const same = groups.get(`${each.scheduler} ${each.priority}`)
    // what is said twice stays, to be told
    if (same && !twice(same[key], each[key])) {
      const numbers = [...numbersOf(same[key]), ...numbersOf(each[key])].sort((a, b) => a - b)
      Object.assign(same, { [key]: formatNumberSet(numbers) })
    } else groups.set(same ? `${groups.size}` : `${each.scheduler} ${each.priority}`, each)
  }
  return [...groups.values()].sort((a, b) => (numbersOf(a[key])[0] ?? 0) - (numbersOf(b[key])[0] ?? 0))
}

function checkPins(tune: Tune | undefined, report: Report): void {
  if (!tune) return
  const repeated = (ids: readonly number[]) => ids.find((id, index) => ids.indexOf(id) !== index)
  const vcpu = repeated(tune.vcpupin.map((pin) => pin.vcpu))
  if (vcpu !== undefined) report.invalid(tune, `virtual CPU ${vcpu} has two <vcpupin>`)
  const iothread = repeated(tune.iothreadpin.map((pin) => pin.iothread))
  if (iothread !== undefined) report.invalid(tune, `iothread ${iothread} has two <iothreadpin>`)
  for (const name of ['period', 'global_period', 'emulator_period', 'iothread_period'] as const) {
    const value = tune[name]
    if (value !== undefined && value !== 0 && (value < 1000 || value > 1_000_000)) {
      report.unsupported(tune, `<${name}> is ${value}: expected 1000 to 1000000 microseconds`)
    }
  }
  for (const name of ['quota', 'global_quota', 'emulator_quota', 'iothread_quota'] as const) {
    const value = tune[name]
    if (value !== undefined && value > 0 && (value < 1000 || value > 17_592_186_044_415)) {
      report.unsupported(
        tune,
        `<${name}> is ${value}: expected 1000 to 17592186044415 microseconds, or less than 0 for no limit`,
      )
    }
  }
}
