import { numbersOf } from '../scalars.ts'
import type { Section } from '../section.ts'

export const cputune: Section = {
  complete({ domain }) {
    const tune = domain.cputune
    if (!tune) return
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
