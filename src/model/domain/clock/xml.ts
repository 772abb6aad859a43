import { attr, child, element, list, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, string, uint64, yesNo } from '../../../formats/xml/scalars.ts'
import { int64 } from '../scalars.ts'

const catchupElement = element('catchup', {
  threshold: optional(attr(uint64)),
  slew: optional(attr(uint64)),
  limit: optional(attr(uint64)),
})

const timerElement = element('timer', {
  name: attr(oneOf('platform', 'pit', 'rtc', 'hpet', 'tsc', 'kvmclock', 'hypervclock', 'armvtimer')),
  present: optional(attr(yesNo)),
  tickpolicy: optional(attr(oneOf('delay', 'catchup', 'merge', 'discard'), 'what happens to ticks that were missed')),
  track: optional(attr(oneOf('boot', 'guest', 'wall', 'realtime'))),
  frequency: optional(attr(uint64, 'Hz')),
  mode: optional(attr(oneOf('auto', 'native', 'emulate', 'paravirt', 'smpsafe'))),
  catchup: optional(child(catchupElement)),
})

export const clockElement = element(
  'clock',
  {
    offset: optional(attr(oneOf('utc', 'localtime', 'variable', 'timezone', 'absolute'))),
    adjustment: optional(attr(string, 'seconds, or reset')),
    basis: optional(attr(oneOf('utc', 'localtime'))),
    timezone: optional(attr(nonEmpty)),
    start: optional(attr(int64, 'seconds after 1970')),
    timer: list(timerElement),
  },
  'The clock that the guest is given',
)

export type Timer = NonNullable<ReturnType<typeof timerElement.read>>
