import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { LodgeError, messageOf } from '../../../base/errors.ts'
import type { Message } from './channel.ts'
import { Connection, type ConnectionOptions } from './connection.ts'

/** Carries bytes to the server: opens a socket, starts ssh, … */
export type Dial = (signal: AbortSignal) => Promise<Duplex>

export interface ReconnectOptions {
  /** Milliseconds before the second attempt, twice as many before the next, … */
  first?: number
  /** … and at most so many. */
  longest?: number
  /** How often it is tried before it is given up; without end where it is absent. */
  attempts?: number
}

export interface LinkOptions extends Pick<ConnectionOptions, 'uri' | 'name' | 'readOnly' | 'limits' | 'timeout'> {
  dial: Dial
  /** Milliseconds in which a connection has to be there. */
  connectTimeout: number
  /** A connection that has broken is made anew. */
  reconnect?: ReconnectOptions
  message(message: Message): void
  /** A connection is there, once more or for the first time. */
  opened(connection: Connection): Promise<void>
}

/** The connection to a server, and the next one where it breaks. */
export class Link {
  readonly #options: LinkOptions
  readonly #closed = Promise.withResolvers<LodgeError | undefined>()
  readonly #abort = new AbortController()
  #current: Promise<Connection>

  private constructor(options: LinkOptions, first: Connection) {
    this.#options = options
    this.#current = Promise.resolve(first)
    this.#watch(first)
  }

  static async open(options: LinkOptions): Promise<Link> {
    return new Link(options, await connected(options))
  }

  /** Resolves when there will be no connection any more: with why, or with nothing where that was wished. */
  get closed(): Promise<LodgeError | undefined> {
    return this.#closed.promise
  }

  /** While it is made anew, whoever asks waits for it. */
  get connection(): Promise<Connection> {
    return this.#current
  }

  /** Another one beside it, which serves one stream: whoever does not read that holds up nothing else. */
  async beside(): Promise<Connection> {
    const { channel } = await this.#current
    channel.requireOpen()
    return connected({ ...this.#options, message: () => {}, opened: async () => {} }, { keepalive: false })
  }

  async close(): Promise<void> {
    if (this.#abort.signal.aborted) return
    this.#abort.abort()
    const connection = await this.#current.catch(() => undefined)
    await connection?.close()
    this.#closed.resolve(undefined)
  }

  #watch(connection: Connection): void {
    void connection.channel.ended.then((why) => {
      if (why === undefined || this.#abort.signal.aborted) return
      if (this.#options.reconnect) {
        this.#current = this.#again(this.#options.reconnect, why)
        // Whoever asks for it is told; nobody may be there to ask.
        this.#current.catch(() => {})
      } else this.#closed.resolve(why)
    })
  }

  async #again({ first = 100, longest = 5000, attempts = Infinity }: ReconnectOptions, why: LodgeError) {
    let failure: unknown = why
    for (let attempt = 0; attempt < attempts; attempt++) {
      try {
        if (attempt > 0) await delay(Math.min(longest, first * 2 ** (attempt - 1)), undefined, this.#abort)
        const connection = await connected(this.#options, { signal: this.#abort.signal })
        this.#watch(connection)
        return connection
      } catch (error) {
        failure = error
        if (this.#abort.signal.aborted) break
      }
    }
    const error = new LodgeError('NO_CONNECT', `the connection to ${this.#options.uri} could not be made anew`, {
      where: messageOf(failure),
      data: { lost: true },
      cause: failure,
    })
    this.#closed.resolve(this.#abort.signal.aborted ? undefined : error)
    throw error
  }
}

/** What broke before it was there was not lost. */
function neverThere(error: unknown, uri: string): unknown {
  if (!(error instanceof LodgeError) || !error.data?.lost) return error
  return new LodgeError('NO_CONNECT', `cannot connect to ${uri}: ${error.data.why}`, { cause: error.cause })
}

interface How {
  keepalive?: boolean
  signal?: AbortSignal
}

async function connected(options: LinkOptions, { keepalive = true, signal }: How = {}): Promise<Connection> {
  const tooLate = new AbortController()
  const wait = (): NodeJS.Timeout => setTimeout(() => tooLate.abort(), options.connectTimeout).unref()
  let deadline = wait()
  const asking = (isAsking: boolean): void => {
    clearTimeout(deadline)
    if (!isAsking) deadline = wait()
  }
  const either = signal ? AbortSignal.any([tooLate.signal, signal]) : tooLate.signal
  let socket: Duplex | undefined
  const open = async (): Promise<Connection> => {
    socket = await options.dial(either)
    return Connection.open({ ...options, socket, asking }, { keepalive })
  }
  const { promise: late, reject } = Promise.withResolvers<never>()
  const stop = (): void =>
    reject(
      new LodgeError('NO_CONNECT', `${options.uri} has not let us in within ${options.connectTimeout} ms`, {
        hint: 'see that the daemon answers: virsh -c URI version',
      }),
    )
  either.addEventListener('abort', stop)
  const opening = open()
  try {
    return await Promise.race([opening, late])
  } catch (error) {
    // It may come yet.
    opening.then((connection) => connection.channel.close()).catch(() => {})
    socket?.destroy()
    throw neverThere(error, options.uri)
  } finally {
    clearTimeout(deadline)
    either.removeEventListener('abort', stop)
  }
}
