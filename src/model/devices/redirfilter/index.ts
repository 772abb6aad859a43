import type { Element } from '../../../formats/xml/declare.ts'
import { type Device, deviceKind } from '../kind.ts'
import { redirfilterParts } from './qemu.ts'
import { type Redirfilter, redirfilterElement } from './xml.ts'

export const redirfilter = deviceKind<Redirfilter & Device>({
  element: redirfilterElement as Element<Redirfilter & Device>,
  alias: (_, index) => `redirfilter${index}`,
  complete({ usbdev }) {
    for (const rule of usbdev) {
      for (const key of ['class', 'vendor', 'product', 'version'] as const) {
        if (rule[key] === -1) rule[key] = undefined
      }
    }
  },
  checkAll(filters, _, report) {
    if (filters.length > 1) report.error('INTERNAL_ERROR', filters[1], 'there can be one <redirfilter>, not more')
  },
  parts: redirfilterParts,
})
