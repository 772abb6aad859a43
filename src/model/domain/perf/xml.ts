import { attr, element, list } from '../../../formats/xml/declare.ts'
import { nonEmpty, yesNo } from '../../../formats/xml/scalars.ts'

export const perfElement = element(
  'perf',
  { event: list(element('event', { name: attr(nonEmpty), enabled: attr(yesNo) })) },
  'Counters of the host’s CPU that are read for this guest',
)
