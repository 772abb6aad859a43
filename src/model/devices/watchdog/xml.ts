import { attr, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { oneOf } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'

export const watchdogElement = element(
  'watchdog',
  {
    model: attr(oneOf('i6300esb', 'ib700', 'diag288', 'itco'), 'what the guest sees'),
    action: optional(
      attr(
        oneOf('reset', 'shutdown', 'poweroff', 'pause', 'none', 'dump', 'inject-nmi'),
        'what is done; reset where absent',
      ),
    ),
    ...commonFields,
  },
  'Acts when the guest stops telling that it lives',
)

export type Watchdog = Infer<typeof watchdogElement>
