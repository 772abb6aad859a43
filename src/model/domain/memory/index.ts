import type { Section } from '../section.ts'

export const memory: Section = {
  complete({ domain }) {
    if (domain.memory && (domain.currentMemory === undefined || domain.currentMemory.kib > domain.memory.kib)) {
      domain.currentMemory = { kib: domain.memory.kib }
    }
  },
  check({ domain, report }) {
    if (!domain.memory || domain.memory.kib === 0) {
      report.invalid(domain, 'the guest has no memory: <memory> or the cells of <numa> must say how much')
    }
  },
}
