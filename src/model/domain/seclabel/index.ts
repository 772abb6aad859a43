import type { Section } from '../section.ts'

export const seclabel: Section = {
  complete({ domain }) {
    for (const label of domain.seclabel) {
      // no security driver is at work here that could make up a label
      label.model ??= 'none'
      if (label.model === 'none') label.type = 'none'
      label.type ??= 'dynamic'
      if (label.type === 'none') {
        delete label.relabel
        delete label.label
        delete label.baselabel
      } else {
        label.relabel ??= label.type === 'dynamic'
      }
    }
  },
  check({ domain, report }) {
    const seen = new Set<string>()
    for (const label of domain.seclabel) {
      if (label.type === 'dynamic' && label.relabel === false) {
        report.unsupported(label, "a dynamic <seclabel> must have relabel='yes'")
      }
      if (label.type === 'none' && label.relabel)
        report.unsupported(label, "a <seclabel> of type 'none' can't have relabel='yes'")
      if (label.type === 'static' && !label.label) report.invalid(label, 'a static <seclabel> needs a <label>')
      if (label.model === undefined) {
        if (domain.seclabel.length > 1) report.invalid(label, 'each of several <seclabel> needs a model')
        continue
      }
      if (seen.has(label.model)) report.invalid(label, `<seclabel model='${label.model}'> stands there twice`)
      seen.add(label.model)
    }
  },
}
