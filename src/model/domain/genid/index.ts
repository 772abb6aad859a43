import { uuidOf } from '../../../base/uuid.ts'
import type { Section } from '../section.ts'

export const genid: Section = {
  complete({ domain, host }) {
    if (domain.genid) domain.genid.uuid ??= uuidOf(host.random(16))
  },
  check({ domain, qemu, report }) {
    if (domain.genid && !qemu.hasType('vmgenid'))
      report.unsupported(domain.genid, `${qemu.binary} has no 'vmgenid' device`)
  },
}
