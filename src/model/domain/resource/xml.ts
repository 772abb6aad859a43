import { attr, child, element, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty } from '../../../formats/xml/scalars.ts'

export const resourceElement = element(
  'resource',
  {
    partition: optional(text(nonEmpty, 'the control group above the guest’s own')),
    fibrechannel: optional(
      child(
        element('fibrechannel', {
          appid: attr(nonEmpty, 'by which a switch of the storage network tells its traffic'),
        }),
      ),
    ),
  },
  'The place of the guest among the host’s control groups',
)
