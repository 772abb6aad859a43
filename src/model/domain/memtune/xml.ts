import { child, element, optional } from '../../../formats/xml/declare.ts'
import { sizedContent } from '../../../formats/xml/sized.ts'

const limit = (name: string, doc: string) => optional(child(element(name, { kib: sizedContent('KiB') }, doc)))

export const memtuneElement = element(
  'memtune',
  {
    hard_limit: limit('hard_limit', 'the most that QEMU may use'),
    soft_limit: limit('soft_limit', 'what it is pushed back to when the host runs short'),
    min_guarantee: limit('min_guarantee', 'what it always gets'),
    swap_hard_limit: limit('swap_hard_limit', 'the most together with swap'),
  },
  'Limits on the memory of the QEMU process, kept by the host’s control groups',
)
