import { attr, child, element, optional } from '../../../formats/xml/declare.ts'
import { onOff, string, yesNo } from '../../../formats/xml/scalars.ts'
import type { Props } from '../../qemu/part.ts'

const romElement = element(
  'rom',
  {
    enabled: optional(attr(yesNo, 'no: it has none')),
    bar: optional(attr(onOff, 'the guest sees it')),
    file: optional(attr(string, 'instead of its own')),
  },
  'The boot ROM of a PCI device',
)

export const romField = { rom: optional(child(romElement)) }

interface WithRom {
  rom?: { enabled?: boolean; bar?: boolean; file?: string }
}

/** An empty file name is QEMU's way to say that there is none. */
export function romProps({ rom }: WithRom): Props {
  if (rom?.enabled === false) return { romfile: '' }
  return { rombar: rom?.bar === undefined ? undefined : rom.bar ? 1 : 0, romfile: rom?.file }
}
