import type { Guest } from '../domain/guest.ts'
import type { Lifecycle } from '../domain/transitions.ts'

/** The next time that something happens to a guest, or its end. */
export function happens(guest: Guest, fits: (event: Lifecycle) => boolean): Disposable & { promise: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const forget = guest.events.listen({
    event: (event) => {
      if (fits(event)) resolve()
    },
    end: resolve,
  })
  return { promise, [Symbol.dispose]: forget }
}
