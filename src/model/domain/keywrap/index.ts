import type { Section } from '../section.ts'

export const keywrap: Section = {
  check({ domain, machine, report }) {
    if (domain.keywrap && !machine.isS390)
      report.unsupported(domain.keywrap, `<keywrap> is for s390, not for ${machine.arch}`)
    const seen = new Set<string>()
    for (const cipher of domain.keywrap?.cipher ?? []) {
      if (seen.has(cipher.name)) report.invalid(cipher, `cipher '${cipher.name}' of <keywrap> stands there twice`)
      seen.add(cipher.name)
    }
  },
}
