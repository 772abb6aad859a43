import { attr, child, element, flag, list, optional } from '../../../formats/xml/declare.ts'
import { oneOf, uint } from '../../../formats/xml/scalars.ts'
import { sizedAttribute } from '../../../formats/xml/sized.ts'
import { numberSet } from '../scalars.ts'

const pageElement = element('page', {
  kib: sizedAttribute('KiB', { name: 'size' }),
  nodeset: optional(attr(numberSet, 'NUMA cells of the guest that use this size; all others where absent')),
})

export const memoryBackingElement = element(
  'memoryBacking',
  {
    hugepages: optional(
      child(element('hugepages', { page: list(pageElement) }, 'huge pages; the default size without a <page>'), {
        keepEmpty: true,
      }),
    ),
    nosharepages: flag('equal pages of guests are not merged'),
    locked: flag('kept out of swap'),
    source: optional(
      child(element('source', { type: attr(oneOf('file', 'anonymous', 'memfd'), 'memfd and file can be shared') })),
    ),
    access: optional(
      child(
        element('access', {
          mode: attr(oneOf('shared', 'private'), 'shared: other programs, such as vhost-user devices, see it'),
        }),
      ),
    ),
    allocation: optional(
      child(
        element('allocation', {
          mode: optional(attr(oneOf('immediate', 'ondemand'), 'immediate: all of it at the start')),
          threads: optional(attr(uint, 'that do it')),
        }),
      ),
    ),
    discard: flag('contents are thrown away when the guest ends'),
  },
  'Where guest memory comes from',
)
