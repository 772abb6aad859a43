import type { LodgeError } from '../../base/errors.ts'
import type { CommandName, ParametersOf, ReturnsOf } from './commands.ts'

export interface QmpEvent {
  event: string
  data: Record<string, unknown>
  /** Milliseconds since the epoch, by the host's clock. */
  time: number
}

export interface WaitOptions {
  /** Which of the events of that name is meant; any where it is left out. */
  where?: (event: QmpEvent) => boolean
  /** Milliseconds; without it the wait ends with the connection. */
  timeout?: number
  signal?: AbortSignal
}

export interface CommandOptions {
  /** Milliseconds until it counts as unanswered. */
  timeout?: number
  /** Goes to QEMU with the command; it stays the caller's to close. */
  descriptor?: number
}

/** One conversation with QEMU: a running one, or a recorded one (`FakeMonitor`). */
export interface Monitor extends AsyncDisposable {
  /** Whether commands are answered, as far as is known. */
  readonly isConnected: boolean
  /** When the first of the commands was sent that have not been answered yet, whoever still waits for them; milliseconds since the epoch. */
  readonly busySince: number | undefined
  execute<C extends CommandName>(command: C, ...args: ParametersOf<C>): Promise<ReturnsOf<C>>
  /** The way out for a command that has no row in `Commands`. */
  executeAny(command: string, args?: object, options?: CommandOptions): Promise<unknown>
  /** All events from the call on; ends with the connection. */
  events(): AsyncIterableIterator<QmpEvent>
  /** The same as they come: before the answer to a command that QEMU has given after them. The result ends it. */
  listen(listener: (event: QmpEvent) => void): () => void
  /** The next event of that name; only events that arrive after the call count. */
  waitFor(event: string, options?: WaitOptions): Promise<QmpEvent>
  /** Settles when the conversation is over, with the reason where it wasn't asked for. */
  readonly closed: Promise<LodgeError | undefined>
  close(): Promise<void>
}
