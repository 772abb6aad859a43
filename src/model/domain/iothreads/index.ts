import { numbersOf } from '../scalars.ts'
import type { Section } from '../section.ts'
import { iothreadIds } from './ids.ts'

export const iothreads: Section = {
  complete({ domain }) {
    const listed = domain.iothreadids?.iothread ?? []
    if (listed.length > (domain.iothreads ?? 0)) domain.iothreads = listed.length
    if (domain.iothreads === 0) delete domain.iothreads
    if (listed.length === 0) {
      delete domain.iothreadids
      return
    }
    for (const id of iothreadIds(domain)) if (!listed.some((each) => each.id === id)) listed.push({ id })
  },
  check({ domain, report }) {
    const seen = new Set<number>()
    for (const thread of domain.iothreadids?.iothread ?? []) {
      if (seen.has(thread.id)) report.invalid(thread, `two iothreads have the id ${thread.id}`)
      seen.add(thread.id)
    }
    const ids = iothreadIds(domain)
    const tune = domain.cputune
    const known = (id: number) => ids.includes(id)
    for (const pin of tune?.iothreadpin ?? []) {
      if (!known(pin.iothread)) report.unsupported(pin, `there is no iothread ${pin.iothread} to pin`)
    }
    for (const sched of tune?.iothreadsched ?? []) {
      const missing = numbersOf(sched.iothreads).find((id) => !known(id))
      if (missing !== undefined) report.unsupported(sched, `there is no iothread ${missing} to schedule`)
    }
  },
}
