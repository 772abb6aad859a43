import { isAlive, type ProcessIdentity } from '../host/system.ts'
import type { EmulatorProcess } from './emulator-process.ts'

/** Milliseconds between two looks: at rest, and when there is reason to think that it has ended. */
const rest = 1000
const haste = 5

/** How a process that is no child ended: only its parent is told. */
export const unknownEnd = 'unknown exit status'

/** An emulator that another process has started. Nobody tells of its end, so it is looked for. */
export class AdoptedEmulator implements EmulatorProcess {
  readonly identity: ProcessIdentity
  readonly ended: Promise<string>
  #pause = rest
  #wake: () => void = () => {}

  /** `lost` settles with a reason when the connection to it breaks, without one when it was closed here. */
  constructor(identity: ProcessIdentity, lost: Promise<unknown>) {
    this.identity = identity
    this.ended = this.#watch()
    void lost.then((reason) => reason && this.#look())
  }

  kill(signal: NodeJS.Signals): void {
    if (isAlive(this.identity)) process.kill(this.identity.pid, signal)
    this.#look()
  }

  #look(): void {
    this.#pause = haste
    this.#wake()
  }

  async #watch(): Promise<string> {
    while (isAlive(this.identity)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        // Looking is no reason for a program to go on running.
        setTimeout(resolve, this.#pause).unref()
      })
    }
    return unknownEnd
  }
}
