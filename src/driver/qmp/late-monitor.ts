import { LodgeError } from '../../base/errors.ts'
import type { QmpClient } from './client.ts'
import type { CommandName, ParametersOf, ReturnsOf } from './commands.ts'
import { EventFeed } from './event-feed.ts'
import type { CommandOptions, Monitor, QmpEvent, WaitOptions } from './monitor.ts'

interface LateMonitorOptions {
  /** Begins another connection; its greeting may come whenever it does. */
  open: () => QmpClient
  /** One that is there already. */
  first?: QmpClient
  /** Milliseconds that a command waits for a connection, and then for its answer. */
  patience?: number
  timeout?: number
  /** Commands are accepted, for the first time or again. */
  connected?: () => void
  /** The connection, or an attempt at one, broke. */
  lost?: () => void
}

/** Milliseconds until a connection that broke is made anew: at first, and at most. */
const shortestPause = 20
const longestPause = 2000

/** What is still on its way from a QEMU that has ended is here by then. */
const drained = 1000

/**
 * A monitor that is connected to when it is first needed, and from then on until it is told to end. QEMU speaks to one at a
 * time: while another process has it, or it hangs, an attempt stands in the queue, and is served as soon as that is over.
 */
export class LateMonitor implements Monitor {
  readonly closed: Promise<LodgeError | undefined>
  readonly #options: LateMonitorOptions
  readonly #feed = new EventFeed()
  readonly #settleClosed: (reason: undefined) => void
  #client: QmpClient | undefined
  #ready = Promise.withResolvers<QmpClient>()
  #isConnected = false
  #pause = shortestPause
  #timer: NodeJS.Timeout | undefined
  #over = false

  constructor(options: LateMonitorOptions) {
    this.#options = options
    this.#ready.promise.catch(() => {})
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.closed = promise
    this.#settleClosed = resolve
    if (options.first) this.#take(options.first)
  }

  get isConnected(): boolean {
    return this.#client?.isConnected ?? false
  }

  get busySince(): number | undefined {
    return this.#isConnected ? this.#client?.busySince : undefined
  }

  /** Settles once commands are accepted. An attempt goes on when this has given up. */
  async connect(): Promise<QmpClient> {
    if (!this.#client && !this.#timer && !this.#over) this.#take(this.#options.open())
    const { patience = 5000 } = this.#options
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(noAnswer(patience)), patience)
    })
    try {
      return await Promise.race([this.#ready.promise, late])
    } finally {
      clearTimeout(timer)
    }
  }

  execute<C extends CommandName>(command: C, ...[args]: ParametersOf<C>): Promise<ReturnsOf<C>> {
    return this.executeAny(command, args as object | undefined) as Promise<ReturnsOf<C>>
  }

  async executeAny(command: string, args?: object, options: CommandOptions = {}): Promise<unknown> {
    const { timeout = this.#options.timeout, descriptor } = options
    const client = this.#isConnected && this.#client ? this.#client : await this.connect()
    return client.executeAny(command, args, { descriptor, ...(timeout === undefined ? {} : { timeout }) })
  }

  events(): AsyncIterableIterator<QmpEvent> {
    return this.#feed.iterate()
  }

  listen(listener: (event: QmpEvent) => void): () => void {
    return this.#feed.listen({ event: listener, end: () => {} })
  }

  waitFor(event: string, options?: WaitOptions): Promise<QmpEvent> {
    return this.#feed.waitFor(event, options)
  }

  async close(): Promise<void> {
    this.#stop()
    await this.#client?.close()
    this.#end()
  }

  /** QEMU is gone: what it said last is still read. */
  async finish(): Promise<void> {
    this.#stop()
    if (this.#isConnected) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, drained)
      })
      await Promise.race([this.#client?.closed, late])
      clearTimeout(timer)
    }
    await this.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #take(client: QmpClient): void {
    this.#client = client
    client.listen((event) => this.#feed.push(event))
    client.ready.then(
      () => {
        if (this.#over || this.#client !== client) return
        this.#isConnected = true
        this.#pause = shortestPause
        this.#ready.resolve(client)
        this.#options.connected?.()
      },
      () => {},
    )
    void client.closed.then(() => this.#lose(client))
  }

  #lose(client: QmpClient): void {
    if (this.#over || this.#client !== client) return
    this.#client = undefined
    if (this.#isConnected) {
      this.#isConnected = false
      this.#ready = Promise.withResolvers()
      this.#ready.promise.catch(() => {})
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#take(this.#options.open())
    }, this.#pause)
    this.#timer.unref()
    this.#pause = Math.min(this.#pause * 2, longestPause)
    this.#options.lost?.()
  }

  #stop(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }

  #end(): void {
    this.#ready.reject(new LodgeError('OPERATION_INVALID', 'the connection to QEMU was closed'))
    this.#feed.endFor(undefined)
    this.#settleClosed(undefined)
  }
}

function noAnswer(patience: number): LodgeError {
  return new LodgeError('OPERATION_TIMEOUT', `QEMU has not answered within ${patience} ms`, {
    hint: 'QEMU speaks to one process at a time: is another one attached to this guest, or does QEMU hang?',
  })
}
