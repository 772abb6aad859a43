import type { Section } from '../section.ts'

export const blkiotune: Section = {
  check({ domain, report }) {
    const seen = new Set<string>()
    for (const device of domain.blkiotune?.device ?? []) {
      if (seen.has(device.path)) report.invalid(device, `<blkiotune> names device '${device.path}' twice`)
      seen.add(device.path)
    }
  },
}
