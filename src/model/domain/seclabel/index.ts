import type { Report } from '../../report.ts'
import type { Section } from '../section.ts'

export const seclabel: Section = {
  complete({ domain, report }) {
    for (const labels of deviceLabels(domain.devices)) {
      checkDeviceLabels(labels, report)
      // a mark that a running guest carries
      const kept = labels.filter(({ labelskip }) => !labelskip)
      labels.splice(0, labels.length, ...kept)
    }
    for (const label of domain.seclabel) {
      // no security driver is at work here that could make up a label
      label.model ??= 'none'
      if (label.model === 'none') label.type = 'none'
      label.type ??= 'dynamic'
      // what only a running guest has
      delete label.imagelabel
      if (label.type === 'dynamic') delete label.label
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

interface DeviceLabel {
  model?: string
  relabel?: boolean
  labelskip?: boolean
  label?: string
}

/** The lists of labels that sources of devices have, wherever they stand. */
function deviceLabels(value: unknown): DeviceLabel[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'seclabel' && Array.isArray(member) ? [member as DeviceLabel[]] : deviceLabels(member),
  )
}

function checkDeviceLabels(labels: readonly DeviceLabel[], report: Report): void {
  const seen = new Set<string | undefined>()
  for (const label of labels) {
    const { model } = label
    if (labels.length > 1 && model === undefined) report.invalid(label, 'each of several <seclabel> needs a model')
    else if (seen.has(model)) report.invalid(label, `<seclabel model='${model}'> stands there twice`)
    seen.add(model)
    if (label.relabel && label.label === undefined) {
      report.invalid(label, "a <seclabel> of a device that has relabel='yes' needs a <label>")
    }
  }
}
