import { attr, child, element, list, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, string, uint64, yesNo } from '../../../formats/xml/scalars.ts'
import { int64 } from '../scalars.ts'

const catchupElement = element('catchup', {
  threshold: optional(attr(uint64, 'ticks: what is made up for')),
  slew: optional(attr(uint64, 'ticks a second that are made up for')),
  limit: optional(attr(uint64, 'ticks: more are not made up for')),
})

const timerElement = element('timer', {
  name: attr(oneOf('platform', 'pit', 'rtc', 'hpet', 'tsc', 'kvmclock', 'hypervclock', 'armvtimer')),
  present: optional(attr(yesNo, 'no: the guest has none')),
  tickpolicy: optional(attr(oneOf('delay', 'catchup', 'merge', 'discard'), 'what happens to ticks that were missed')),
  track: optional(attr(oneOf('boot', 'guest', 'wall', 'realtime'), 'what it follows')),
  frequency: optional(attr(uint64, 'Hz')),
  mode: optional(
    attr(oneOf('auto', 'native', 'emulate', 'paravirt', 'smpsafe'), 'of tsc: whether the guest reads the real one'),
  ),
  catchup: optional(child(catchupElement)),
})

export const clockElement = element(
  'clock',
  {
    offset: optional(attr(oneOf('utc', 'localtime', 'variable', 'timezone', 'absolute'), 'what it shows at the start')),
    adjustment: optional(attr(string, 'seconds, or reset')),
    basis: optional(attr(oneOf('utc', 'localtime'), 'variable: of what')),
    timezone: optional(attr(nonEmpty, 'its name: Europe/Berlin')),
    start: optional(attr(int64, 'seconds after 1970')),
    timer: list(timerElement),
  },
  'The clock that the guest is given',
)

export type Timer = NonNullable<ReturnType<typeof timerElement.read>>
