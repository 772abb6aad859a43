import type { Emitter } from '../section.ts'

export const rtcOption: Emitter = ({ domain }) => [
  { make: 'keyval', option: '-rtc', props: { base: domain.clock?.offset === 'localtime' ? 'localtime' : 'utc' } },
]
