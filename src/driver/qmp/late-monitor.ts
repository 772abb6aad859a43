import { LodgeError, messageOf } from '../../base/errors.ts'
import type { QmpClient } from './client.ts'
import type { CommandName, ParametersOf, ReturnsOf } from './commands.ts'
import { EventFeed } from './event-feed.ts'
import type { Monitor, QmpEvent, WaitOptions } from './monitor.ts'

/**
 * A monitor that is connected to when it is first needed: QEMU speaks to one at a time, so a guest that somebody else is
 * connected to can still be listed. Where that fails, the next command tries again.
 */
export class LateMonitor implements Monitor {
  readonly closed: Promise<LodgeError | undefined>
  readonly #open: () => QmpClient
  readonly #feed = new EventFeed()
  readonly #settleClosed: (reason: LodgeError | undefined) => void
  #client: Promise<QmpClient> | undefined
  #over = false

  constructor(open: () => QmpClient) {
    this.#open = open
    const { promise, resolve } = Promise.withResolvers<LodgeError | undefined>()
    this.closed = promise
    this.#settleClosed = resolve
  }

  /** Settles once commands are accepted. */
  connect(): Promise<QmpClient> {
    this.#client ??= this.#connect().catch((error) => {
      this.#client = undefined
      throw error
    })
    return this.#client
  }

  async execute<C extends CommandName>(command: C, ...args: ParametersOf<C>): Promise<ReturnsOf<C>> {
    return (await this.connect()).execute(command, ...args)
  }

  async executeAny(command: string, args?: object, options?: { timeout?: number }): Promise<unknown> {
    return (await this.connect()).executeAny(command, args, options)
  }

  events(): AsyncIterableIterator<QmpEvent> {
    return this.#feed.iterate()
  }

  async waitFor(event: string, options?: WaitOptions): Promise<QmpEvent> {
    return (await this.connect()).waitFor(event, options)
  }

  async close(): Promise<void> {
    this.#over = true
    const client = await this.#client?.catch(() => undefined)
    await client?.close()
    this.#end(undefined)
  }

  /** What was never connected has nothing more to tell once the other end is gone. */
  endUnlessConnected(): void {
    if (this.#client) this.#client.catch(() => this.#end(undefined))
    else this.#end(undefined)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #connect(): Promise<QmpClient> {
    const client = this.#open()
    const events = client.events()
    try {
      await client.ready
    } catch (error) {
      await client.close()
      throw new LodgeError('OPERATION_FAILED', messageOf(error), {
        hint: 'QEMU speaks to one process at a time: is another one attached to this guest?',
        cause: error,
      })
    }
    void this.#pass(events, client)
    if (this.#over) await client.close()
    return client
  }

  async #pass(events: AsyncIterable<QmpEvent>, client: QmpClient): Promise<void> {
    for await (const event of events) this.#feed.push(event)
    this.#end(await client.closed)
  }

  #end(reason: LodgeError | undefined): void {
    this.#feed.endFor(reason)
    this.#settleClosed(reason)
  }
}
