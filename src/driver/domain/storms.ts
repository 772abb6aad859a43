import type { QmpEvent } from '../qmp/index.ts'
import { EventLimit } from './event-limit.ts'
import type { Lifecycle } from './transitions.ts'

/** What a guest can cause as often as it likes; everything else is of somebody's doing here, or comes once. */
const atWill: ReadonlySet<string> = new Set<Lifecycle['event']>([
  ...(['reboot', 'rtc-change', 'watchdog', 'io-error', 'graphics', 'tray-change', 'balloon-change'] as const),
  ...(['agent-lifecycle', 'migration-iteration', 'block-threshold', 'memory-failure'] as const),
  ...(['memory-device-size-change', 'nic-mac-change'] as const),
])

/** One guest's events as others are told of them. */
export function limitedEvents(tell: (event: Lifecycle) => void): EventLimit<Lifecycle> {
  return new EventLimit({
    tell,
    kindOf: (told) => (atWill.has(told.event) || isCrashLoaded(told) ? told.event : undefined),
    subjectOf: (event) => subjectOf(event),
  })
}

/** A guest that deals with its panic itself runs on, and can say so again. */
function isCrashLoaded(told: Lifecycle): boolean {
  return told.event === 'crashed' && told.detail === 'crashloaded'
}

/** One emulator's own words as others are told of them. */
export function limitedWords(tell: (event: QmpEvent) => void): EventLimit<QmpEvent> {
  return new EventLimit({
    tell,
    kindOf: ({ event }) => event,
    subjectOf: ({ data }) => subjectOf(data),
  })
}

/** By whichever word the event names a part of the guest. */
function subjectOf(event: object): string {
  const words = ['alias', 'id', 'device', 'qom-path', 'phase'].map((key) => Reflect.get(event, key))
  return words
    .filter((word) => typeof word === 'string')
    .join(' ')
    .slice(0, 256)
}
