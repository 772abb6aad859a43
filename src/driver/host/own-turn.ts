import { setImmediate as turn } from 'node:timers/promises'

let last: Promise<unknown> = Promise.resolve()

/**
 * Waits for a turn of the event loop that no other such work has. What takes milliseconds that can't be cut, such as starting a
 * process, then takes them one at a time however many ask at once, and everybody else is served in between.
 */
export function ownTurn(): Promise<unknown> {
  last = last.then(() => turn())
  return last
}
