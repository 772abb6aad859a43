import { attr, element, list } from '../../../formats/xml/declare.ts'
import { oneOf, onOff } from '../../../formats/xml/scalars.ts'

export const keywrapElement = element(
  'keywrap',
  {
    cipher: list(
      element('cipher', {
        name: attr(oneOf('aes', 'dea'), 'whose keys'),
        state: attr(onOff, 'whether they may be wrapped'),
      }),
    ),
  },
  'Wrapping of keys by an s390 host',
)
