import { isAlive, type ProcessIdentity } from '../host/system.ts'
import type { EmulatorProcess } from './emulator-process.ts'

/** Milliseconds between two looks at a process that is no child: at rest, and for a moment when there is reason to think that it has ended. */
export const rest = 1000
const haste = 5
const hasteLasts = 2000

/** How a process that is no child ended: only its parent is told. */
export const unknownEnd = 'unknown exit status'

/** An emulator that another process has started. Nobody tells of its end, so it is looked for. */
export class AdoptedEmulator implements EmulatorProcess {
  readonly identity: ProcessIdentity
  readonly ended: Promise<string>
  #hasteUntil = 0
  #wake: () => void = () => {}

  constructor(identity: ProcessIdentity) {
    this.identity = identity
    this.ended = this.#watch()
  }

  kill(signal: NodeJS.Signals): void {
    if (isAlive(this.identity)) process.kill(this.identity.pid, signal)
    this.look()
  }

  look(): void {
    this.#hasteUntil = Date.now() + hasteLasts
    this.#wake()
  }

  async #watch(): Promise<string> {
    while (isAlive(this.identity)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        // Looking is no reason for a program to go on running.
        setTimeout(resolve, Date.now() < this.#hasteUntil ? haste : rest).unref()
      })
    }
    return unknownEnd
  }
}
