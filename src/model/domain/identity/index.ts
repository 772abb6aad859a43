import { uuidOf } from '../../../base/uuid.ts'
import type { Section } from '../section.ts'

/** Files are named after the guest, and a file name has 255 bytes, of which endings and the like need some. */
const longestName = 200

export const identity: Section = {
  complete({ domain, host }) {
    domain.uuid ??= uuidOf(host.random(16))
  },
  check({ domain, report }) {
    const { name, title, uuid } = domain
    const shown = `'${name.slice(0, 40).replace(/\p{Cc}/gu, '?')}'`
    if (/[/\p{Cc}]/u.test(name)) report.invalid(domain, `the name ${shown} has a slash or a control character in it`)
    if (name === '.' || name === '..') report.invalid(domain, `the name ${shown} stands for a folder`)
    if (utf8Length(name) > longestName) {
      report.invalid(domain, `the name ${shown}… has ${utf8Length(name)} bytes: up to ${longestName} are possible`)
    }
    if (title && /[\n\r]/.test(title)) report.invalid(domain, 'the <title> has more than one line')
    if (uuid && /^[0-]+$/.test(uuid)) report.invalid(domain, 'the <uuid> is all zeros, which stands for none')
  },
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
