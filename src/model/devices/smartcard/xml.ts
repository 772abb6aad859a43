import { content, element, type Infer, list, optional, text, union } from '../../../formats/xml/declare.ts'
import { nonEmpty, string } from '../../../formats/xml/scalars.ts'
import { chardevSource, logField } from '../shared/chardev/index.ts'
import { commonFields } from '../shared/common.ts'

const certificateElement = element('certificate', { name: content(string) }, 'The name of one in the database')

export const smartcardElement = element(
  'smartcard',
  {
    card: union('mode', {
      host: {},
      'host-certificates': {
        certificate: list(certificateElement),
        database: optional(text(nonEmpty, "the folder of NSS's database")),
      },
      passthrough: { source: chardevSource, ...logField },
    }),
    ...commonFields,
  },
  'A reader with a card in it',
)

export type Smartcard = Infer<typeof smartcardElement>
