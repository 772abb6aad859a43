import type { Section } from '../section.ts'
import type { World } from '../world.ts'
import { pluggedKib } from './sizes.ts'

export const memory: Section = {
  complete: completeMemory,
  // sizes of memory devices have been rounded by then
  settle: completeMemory,
  check({ domain, machine, report }) {
    const { maxMemory } = domain
    const total = domain.memory?.kib ?? 0
    if (total === 0) {
      report.invalid(
        domain.memory ?? domain,
        'the guest has no memory: <memory> or the cells of <numa> must say how much',
      )
      return
    }
    const plugged = pluggedKib(domain)
    if (plugged > total) {
      report.invalid(domain.memory, `the memory devices hold ${plugged} KiB, more than the ${total} KiB of <memory>`)
    } else if (plugged === total) {
      report.invalid(domain.memory, 'all of <memory> is in memory devices: the guest needs some to start with')
    }
    if (!maxMemory) {
      return
    }
    if (maxMemory.kib < total) {
      report.unsupported(maxMemory, `<maxMemory> is ${maxMemory.kib} KiB, less than the ${total} KiB of <memory>`)
    }
    if (!machine.isPseries && !domain.cpu?.numa?.cell.length) {
      report.unsupported(maxMemory, '<maxMemory> needs at least one cell of <numa>, to which memory is plugged')
    }
  },
}

function completeMemory({ domain, fresh }: World): void {
  const cells = (domain.cpu?.numa?.cell ?? []).reduce((sum, { kib }) => sum + kib, 0)
  // what the cells say wins in a new definition; in one that is read back only where nothing else is said
  if (cells > 0 && (fresh || !domain.memory?.kib)) {
    domain.memory = { ...domain.memory, kib: cells + pluggedKib(domain) }
  }
  const total = domain.memory?.kib
  if (total === undefined) return
  const { currentMemory } = domain
  if (!currentMemory?.kib || currentMemory.kib > total) domain.currentMemory = { kib: total }
}
