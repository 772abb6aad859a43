import { connect, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { LodgeError, messageOf } from '../../base/errors.ts'
import { type JsonLineError, type JsonLineLimits, JsonLineSplitter } from '../../formats/json-lines/index.ts'
import { sendDescriptor } from '../host/send-descriptor.ts'
import type { CommandName, ParametersOf, ReturnsOf } from './commands.ts'
import { QmpError } from './error.ts'
import { EventFeed } from './event-feed.ts'
import type { CommandOptions, Monitor, QmpEvent, WaitOptions } from './monitor.ts'

export interface QmpClientOptions {
  /** What the error messages call the other end. */
  name?: string
  /** Milliseconds until a command counts as unanswered. */
  timeout?: number
  /** The same for the greeting, which is as long where it is left out; Infinity waits until the other end goes. */
  greeting?: number
  limits?: Partial<JsonLineLimits>
}

interface Pending {
  command: string
  resolve: (value: unknown) => void
  reject: (reason: LodgeError) => void
  timer: NodeJS.Timeout | undefined
}

interface Message {
  QMP?: unknown
  return?: unknown
  error?: { class?: unknown; desc?: unknown }
  id?: unknown
  event?: unknown
  data?: unknown
  timestamp?: { seconds?: unknown; microseconds?: unknown }
}

const defaultTimeout = 30_000

/** Characters that come at once from a QEMU that has more to say: it is heard on when others were. */
const muchAtOnce = 32 << 10

/** QMP over a stream: commands go out at once and side by side, replies find theirs by id. */
export class QmpClient implements Monitor {
  readonly closed: Promise<LodgeError | undefined>
  /** Settles once commands are accepted; the connection is closed where that fails. */
  readonly ready: Promise<void>
  readonly #stream: Duplex
  readonly #name: string
  readonly #timeout: number
  readonly #patience: number
  readonly #splitter: JsonLineSplitter
  readonly #feed = new EventFeed()
  readonly #pending = new Map<number, Pending>()
  /** When each command was sent that QEMU has not answered, in their order. */
  readonly #sent = new Map<number, number>()
  readonly #greeting = Promise.withResolvers<void>()
  #settleClosed: (reason: LodgeError | undefined) => void = () => {}
  #isGreeted = false
  #over: { reason: LodgeError | undefined } | undefined
  #lastId = 0

  private constructor(
    stream: Duplex,
    { name = 'QEMU', timeout = defaultTimeout, greeting = timeout, limits }: QmpClientOptions,
  ) {
    this.#stream = stream
    this.#name = name
    this.#timeout = timeout
    this.#patience = greeting
    this.#splitter = new JsonLineSplitter(limits)
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve
    })
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => this.#receive(chunk))
    stream.on('error', (error) => this.#end(this.#lost(messageOf(error))))
    stream.on('close', () => this.#end(this.#lost('it closed the connection')))
    stream.on('end', () => this.#end(this.#lost('it closed the connection')))
    this.ready = this.#negotiate()
    this.ready.catch(() => {})
  }

  /**
   * Takes a stream that QEMU has been, or will be, at the other end of. The negotiation is written at once, and so may
   * commands be, before the greeting has come: QEMU reads them in order. `ready` tells how the negotiation went.
   */
  static over(stream: Duplex, options: QmpClientOptions = {}): QmpClient {
    return new QmpClient(stream, options)
  }

  /** Connects to a socket; that too goes on while commands are written. */
  static at(path: string, options: QmpClientOptions = {}): QmpClient {
    return new QmpClient(connect(path), options)
  }

  get isConnected(): boolean {
    return this.#isGreeted && !this.#over
  }

  get busySince(): number | undefined {
    return this.#sent.values().next().value
  }

  execute<C extends CommandName>(command: C, ...[args]: ParametersOf<C>): Promise<ReturnsOf<C>> {
    return this.executeAny(command, args as object | undefined) as Promise<ReturnsOf<C>>
  }

  executeAny(command: string, args?: object, options: CommandOptions = {}): Promise<unknown> {
    const { timeout = this.#timeout, descriptor } = options
    if (this.#over) return Promise.reject(this.#unanswered(command, this.#over.reason))
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const late = () => {
      this.#pending.delete(id)
      const error = `${this.#name} has not answered ${command} within ${timeout} ms`
      reject(new LodgeError('OPERATION_TIMEOUT', error, { where: `QMP command ${command}` }))
    }
    const timer = timeout === Number.POSITIVE_INFINITY ? undefined : setTimeout(late, timeout)
    this.#pending.set(id, { command, resolve, reject, timer })
    this.#sent.set(id, Date.now())
    const line = `${JSON.stringify({ execute: command, arguments: args, id })}\n`
    if (descriptor === undefined) this.#stream.write(line)
    else this.#sendWith(descriptor, line).catch((error) => this.#unsent(id, error))
    return promise
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
    this.#end(undefined)
    await this.closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #sendWith(descriptor: number, line: string): Promise<void> {
    if (this.#stream instanceof Socket) await sendDescriptor(this.#stream, Buffer.from(line), descriptor)
    else throw new LodgeError('NO_SUPPORT', `descriptors do not go to ${this.#name} over this connection`)
  }

  #unsent(id: number, error: LodgeError): void {
    this.#sent.delete(id)
    this.#pending.get(id)?.reject(error)
  }

  async #negotiate(): Promise<void> {
    const timeout = this.#patience
    const late = timeout === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => this.#end(this.#silent()), timeout)
    try {
      await Promise.all([this.#greeting.promise, this.executeAny('qmp_capabilities', undefined, { timeout })])
    } catch (error) {
      this.#end(error instanceof LodgeError ? error : this.#lost(messageOf(error)))
      throw error
    } finally {
      clearTimeout(late)
    }
  }

  #receive(chunk: string): void {
    if (chunk.length >= muchAtOnce) {
      this.#stream.pause()
      setImmediate(() => this.#stream.resume())
    }
    for (const line of this.#splitter.push(chunk)) {
      if (this.#over) return
      const problem = 'error' in line ? badLine(line.error) : this.#dispatch(line.value)
      if (problem) this.#end(this.#lost(problem))
    }
  }

  /** Gives a message to whom it is for; returns what is wrong with it where the conversation can't go on. */
  #dispatch(value: unknown): string | undefined {
    if (typeof value !== 'object' || value === null) return `it sent what is not QMP: ${excerptOf(value)}`
    const message: Message = value
    if (message.QMP !== undefined) {
      this.#isGreeted = true
      this.#greeting.resolve()
    } else if (!this.#isGreeted) {
      return `it does not greet as QEMU does: ${excerptOf(value)}`
    } else if (typeof message.event === 'string') {
      this.#feed.push(readEvent(message, message.event))
    } else if (typeof message.id === 'number') {
      this.#settle(message.id, message)
    } else if (message.error) {
      return `it could not read a command: ${describe(message.error).join(': ')}`
    }
    return undefined
  }

  /** A reply whose command has timed out finds nobody. */
  #settle(id: number, message: Message): void {
    const pending = this.#pending.get(id)
    this.#sent.delete(id)
    if (!pending) return
    this.#pending.delete(id)
    clearTimeout(pending.timer)
    if (message.error) pending.reject(new QmpError(pending.command, ...describe(message.error)))
    else pending.resolve(message.return)
  }

  #end(reason: LodgeError | undefined): void {
    if (this.#over) return
    this.#over = { reason }
    this.#greeting.reject(reason ?? this.#unanswered('the greeting', reason))
    for (const { command, reject, timer } of this.#pending.values()) {
      clearTimeout(timer)
      reject(this.#unanswered(command, reason))
    }
    this.#pending.clear()
    this.#sent.clear()
    this.#feed.endFor(reason)
    this.#stream.destroy()
    this.#settleClosed(reason)
  }

  #lost(why: string): LodgeError {
    return new LodgeError('OPERATION_FAILED', `the connection to ${this.#name} was lost: ${why}`)
  }

  #silent(): LodgeError {
    return new LodgeError('OPERATION_TIMEOUT', `${this.#name} has said nothing within ${this.#patience} ms`)
  }

  #unanswered(command: string, reason: LodgeError | undefined): LodgeError {
    if (reason) return new LodgeError(reason.code, `${command}: ${reason.message}`, { cause: reason })
    return new LodgeError('OPERATION_INVALID', `${command}: the connection to ${this.#name} was closed`)
  }
}

function readEvent(message: Message, event: string): QmpEvent {
  const { seconds, microseconds } = message.timestamp ?? {}
  const data = typeof message.data === 'object' && message.data !== null ? message.data : {}
  return { event, data: data as Record<string, unknown>, time: Number(seconds) * 1000 + Number(microseconds) / 1000 }
}

function describe(error: NonNullable<Message['error']>): [errorClass: string, description: string] {
  return [String(error.class ?? 'GenericError'), String(error.desc ?? 'no reason was given')]
}

function badLine({ problem, excerpt }: JsonLineError): string {
  const what = { 'not-json': 'is not JSON', 'too-deep': 'is nested too deep', 'too-long': 'is too long' }[problem]
  return `it sent a line that ${what}: ${excerpt}`
}

function excerptOf(value: unknown): string {
  return JSON.stringify(value).slice(0, 80)
}
