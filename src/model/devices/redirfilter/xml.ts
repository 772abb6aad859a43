import { element, type Infer, list } from '../../../formats/xml/declare.ts'
import { usbRuleElement } from '../shared/usb-rules.ts'

export const redirfilterElement = element(
  'redirfilter',
  { usbdev: list(usbRuleElement) },
  'Which USB devices clients may redirect to the guest',
)

export type Redirfilter = Infer<typeof redirfilterElement>
