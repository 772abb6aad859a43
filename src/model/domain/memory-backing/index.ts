import { numbersOf } from '../scalars.ts'
import type { Section } from '../section.ts'

export const memoryBacking: Section = {
  complete({ domain }) {
    // without cells there is only node 0, so naming it says nothing
    if (domain.cpu?.numa?.cell.length) return
    for (const page of domain.memoryBacking?.hugepages?.page ?? []) {
      if (page.nodeset === '0') delete page.nodeset
    }
  },
  check({ domain, host, report }) {
    const backing = domain.memoryBacking
    const pages = backing?.hugepages?.page ?? []
    if (backing?.hugepages && backing.source?.type === 'anonymous') {
      report.unsupported(backing, "<hugepages> need a <source> of another type than 'anonymous'")
    }
    const cells = domain.cpu?.numa?.cell.length ?? 0
    pages.forEach((page, index) => {
      const nodes = numbersOf(page.nodeset)
      const missing = nodes.find((node) => node >= cells)
      if (missing !== undefined) {
        report.error(
          'XML_DETAIL',
          page,
          `huge pages of ${page.kib} KiB are for cell ${missing}, and there are ${cells} cells`,
        )
      }
      for (const other of pages.slice(0, index)) {
        if (page.nodeset === undefined && other.nodeset === undefined) {
          report.error(
            'XML_DETAIL',
            page,
            `huge pages of ${other.kib} and ${page.kib} KiB both are for all memory: one of them needs a nodeset`,
          )
        } else if (numbersOf(other.nodeset).some((node) => nodes.includes(node))) {
          report.error('XML_DETAIL', page, `huge pages of ${other.kib} and ${page.kib} KiB name the same cell`)
        }
      }
      if (page.kib > 0 && page.kib * 1024 !== host.pageSize && !host.hugepages.some(({ kib }) => kib === page.kib)) {
        report.error('INTERNAL_ERROR', page, `no file system of huge pages of ${page.kib} KiB is mounted on this host`)
      }
    })
  },
}
