import { attr, child, element, type Infer, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf } from '../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../formats/xml/sized.ts'
import { commonFields } from '../shared/common.ts'

export const pstoreElement = element(
  'pstore',
  {
    backend: attr(oneOf('acpi-erst')),
    path: text(nonEmpty, 'the file on the host'),
    size: child(element('size', { kib: sizedContent('KiB', '', 'bytes') })),
    ...commonFields,
  },
  'Where a kernel leaves its last words',
)

export type Pstore = Infer<typeof pstoreElement>
