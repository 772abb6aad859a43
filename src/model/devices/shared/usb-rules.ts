import { attr, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { type Scalar, yesNo } from '../../../formats/xml/scalars.ts'

/** A number in hexadecimal, or anything at all (-1), which is the same as nothing said. */
function wildcard(digits: number): Scalar<number> {
  const most = 16 ** digits - 1
  return {
    read(text) {
      if (text === '-1') return -1
      if (!/^(?:0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text)) return undefined
      return Number(text) <= most ? Number(text) : undefined
    },
    write: (value) => (value === -1 ? '-1' : hexadecimal(value, digits)),
    expects: `a number from 0 to 0x${most.toString(16)}, or -1 for any`,
  }
}

function hexadecimal(value: number, digits: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`
}

/** A USB release as it is printed on things, `1.10`: binary-coded decimal in the device. One digit after the dot is tenths. */
const release: Scalar<number> = {
  read(text) {
    if (text === '-1') return -1
    const match = /^(\d{1,2})\.(\d{1,2})$/.exec(text)
    return match ? Number.parseInt(`${match[1]}${match[2]?.padEnd(2, '0')}`, 16) : undefined
  },
  write(value) {
    if (value === -1) return '-1'
    const digits = value.toString(16).padStart(3, '0')
    return `${digits.slice(0, -2)}.${digits.slice(-2)}`
  },
  expects: 'a version such as 1.10, or -1 for any',
}

export const usbRuleElement = element(
  'usbdev',
  {
    class: optional(attr(wildcard(2), 'of the device')),
    vendor: optional(attr(wildcard(4), 'of the device')),
    product: optional(attr(wildcard(4), 'of the device')),
    version: optional(attr(release, 'of the device')),
    allow: attr(yesNo, 'whether it may'),
  },
  'Whether devices like this may be redirected; the first rule that fits counts',
)

export type UsbRule = Infer<typeof usbRuleElement>

/** Rules in the form of the usbredir protocol: `class:vendor:product:version:allow|…`. */
export function usbFilter(rules: readonly UsbRule[]): string | undefined {
  if (rules.length === 0) return undefined
  return rules
    .map((rule) => {
      const word = (value: number | undefined, digits: number) =>
        value === undefined || value === -1 ? '-1' : hexadecimal(value, digits)
      const { class: kind, vendor, product, version, allow } = rule
      return [word(kind, 2), word(vendor, 4), word(product, 4), word(version, 4), allow ? '1' : '0'].join(':')
    })
    .join('|')
}
