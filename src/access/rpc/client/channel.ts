import type { Duplex } from 'node:stream'
import { LodgeError, messageOf } from '../../../base/errors.ts'
import {
  decode,
  encodeFrame,
  type Frame,
  type FrameHeader,
  FrameSplitter,
  largestFrame,
  malformed,
  messageStatus,
  messageTypes,
} from '../../../formats/xdr/index.ts'
import { fromWireError, wireError } from '../protocol/error.ts'
import { Keepalive } from '../protocol/keepalive.ts'
import { keepaliveProcedures, programs } from '../protocol/programs.ts'
import type { ClientLimits } from './limits.ts'

export interface ChannelOptions {
  socket: Duplex
  /** Names the other side in errors. */
  uri: string
  limits: ClientLimits
  /** A message that nobody has asked for: an event. */
  message?(message: Message): void
}

export interface Message {
  program: number
  procedure: number
  payload: Uint8Array
}

/** What comes under a call's number behind its answer. */
export interface StreamSink {
  data(bytes: Uint8Array): void
  /** The other side has confirmed that it is over. */
  finished(): void
  failed(error: unknown): void
}

type Target = Pick<FrameHeader, 'program' | 'version' | 'procedure'>

export interface Request {
  target: Target
  payload: Uint8Array
  sink?: StreamSink
  /** Milliseconds after which nobody waits for the answer any more. */
  timeout?: number
}

interface Waiting extends Request {
  resolve(reply: Reply): void
  reject(error: unknown): void
}

export interface Reply {
  header: FrameHeader
  payload: Uint8Array
}

const nothing = new Uint8Array()

/** One connection: sends calls, gives each its answer in whichever order they come, and trusts the other side with nothing. */
export class Channel {
  readonly #options: ChannelOptions
  readonly #socket: Duplex
  readonly #splitter: FrameSplitter
  readonly #keepalive: Keepalive
  readonly #asked = new Map<number, Waiting>()
  readonly #queue: Waiting[] = []
  readonly #sinks = new Map<number, Target & { sink: StreamSink }>()
  readonly #ended = Promise.withResolvers<LodgeError | undefined>()
  /** How many calls the other side works on at a time. */
  callsAtOnce: number
  #serial = 0
  #over: LodgeError | undefined
  #closing = false

  constructor(options: ChannelOptions) {
    const { socket, limits, uri } = options
    this.#options = options
    this.#socket = socket
    this.callsAtOnce = limits.callsAtOnce
    this.#splitter = new FrameSplitter(limits.strangerFrame)
    this.#keepalive = new Keepalive({
      ...limits.keepalive,
      ask: () => this.#sendKeepalive(keepaliveProcedures.PING),
      giveUp: () => this.#end(lost(uri, 'the other side has gone silent')),
    })
    socket
      .on('data', (chunk: Uint8Array) => this.#receive(chunk))
      .on('error', (error) => this.#end(lost(uri, messageOf(error), error)))
      .once('end', () => this.#end(lost(uri, 'the other side has ended it')))
      .once('close', () => this.#end(lost(uri, 'the other side has ended it')))
  }

  /** Resolves when the connection is over: with why, or with nothing where that was wished. */
  get ended(): Promise<LodgeError | undefined> {
    return this.#ended.promise
  }

  get isOver(): boolean {
    return this.#over !== undefined
  }

  requireOpen(): void {
    if (this.#over) throw this.#over
  }

  /** The other side has let us in: its messages may be long, and it is asked whether it is there. */
  trust({ keepalive }: { keepalive: boolean }): void {
    this.#splitter.limit = largestFrame
    if (keepalive) this.#keepalive.start()
  }

  request(request: Request): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    if (this.#over) return Promise.reject(this.#over)
    const waiting: Waiting = { ...request, resolve, reject }
    if (request.timeout !== undefined) {
      const timer = setTimeout(() => {
        // Its place is kept until the answer comes: the other side still works on it.
        reject(new LodgeError('OPERATION_TIMEOUT', `there was no answer within ${request.timeout} ms`))
      }, request.timeout)
      promise.catch(() => {}).finally(() => clearTimeout(timer))
    }
    this.#queue.push(waiting)
    this.#next()
    return promise
  }

  /** Whether the other side keeps up with reading. */
  sendStream(header: FrameHeader, status: number, payload: Uint8Array = nothing): boolean {
    return this.#send({ header: { ...header, type: messageTypes.STREAM, status }, payload })
  }

  drained(then: () => void): void {
    this.#socket.once('drain', then)
  }

  /** Nothing is read until `resume`; only for connections that serve one stream. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** What was sent before still leaves. */
  close(): void {
    this.#closing = true
    this.#end(lost(this.#options.uri, 'it was closed'))
  }

  fail(why: string): void {
    this.#end(lost(this.#options.uri, why))
  }

  #next(): void {
    while (this.#asked.size < this.callsAtOnce) {
      const next = this.#queue.shift()
      if (!next) return
      const serial = this.#serial
      this.#serial = (serial + 1) % 2 ** 32
      this.#asked.set(serial, next)
      if (next.sink) this.#sinks.set(serial, { ...next.target, sink: next.sink })
      const header = { ...next.target, type: messageTypes.CALL, serial, status: messageStatus.OK }
      try {
        this.#send({ header, payload: next.payload })
      } catch (error) {
        this.#forget(serial)
        next.reject(error)
      }
    }
  }

  #forget(serial: number): void {
    this.#asked.delete(serial)
    this.#sinks.delete(serial)
  }

  #receive(chunk: Uint8Array): void {
    this.#keepalive.heard()
    try {
      for (const frame of this.#splitter.push(chunk)) {
        if (this.#over) return
        this.#dispatch(frame)
      }
    } catch (error) {
      // Where the next message starts can't be known any more, or what this one belongs to.
      this.#end(lost(this.#options.uri, `the other side has sent what it must not: ${messageOf(error)}`, error))
    }
  }

  #dispatch(frame: Frame): void {
    const { type, program, procedure } = frame.header
    if (program === programs.keepalive.number) {
      if (procedure === keepaliveProcedures.PING) this.#sendKeepalive(keepaliveProcedures.PONG)
    } else if (type === messageTypes.REPLY) this.#answered(frame)
    else if (type === messageTypes.REPLY_WITH_FDS) {
      // The descriptors themselves can't be taken; how many they are stands before the rest.
      this.#answered({ header: frame.header, payload: frame.payload.subarray(4) })
    } else if (type === messageTypes.MESSAGE) this.#options.message?.({ program, procedure, payload: frame.payload })
    else if (type === messageTypes.STREAM) this.#streamed(frame)
    else throw malformed(`a message of type ${type}`)
  }

  #answered({ header, payload }: Frame): void {
    const waiting = this.#asked.get(header.serial)
    if (waiting?.target.program !== header.program || waiting.target.version !== header.version) {
      throw malformed(`an answer to a call ${header.serial} that was not made`)
    }
    this.#asked.delete(header.serial)
    if (header.status !== messageStatus.OK) this.#sinks.delete(header.serial)
    if (header.procedure !== waiting.target.procedure) {
      this.#sinks.delete(header.serial)
      waiting.reject(
        malformed(`procedure ${header.procedure} was answered where ${waiting.target.procedure} was called`),
      )
    } else if (header.status === messageStatus.OK) waiting.resolve({ header, payload })
    else waiting.reject(failureIn(payload))
    this.#next()
  }

  #streamed({ header, payload }: Frame): void {
    const found = this.#sinks.get(header.serial)
    // What still comes for a stream that is over is nobody's.
    if (found?.program !== header.program || found.procedure !== header.procedure) return
    if (header.status !== messageStatus.CONTINUE) this.#sinks.delete(header.serial)
    if (header.status === messageStatus.CONTINUE) found.sink.data(payload)
    else if (header.status === messageStatus.OK) found.sink.finished()
    else found.sink.failed(failureIn(payload))
  }

  #sendKeepalive(procedure: number): void {
    const { number: program, version } = programs.keepalive
    const header = { program, version, procedure, type: messageTypes.MESSAGE, serial: 0, status: messageStatus.OK }
    this.#send({ header, payload: nothing })
    // Who asks without end and reads no answer would fill the memory.
    if (this.#socket.writableLength > this.#options.limits.unsentAnswers && this.#asked.size === 0) {
      this.#end(lost(this.#options.uri, 'the other side reads nothing'))
    }
  }

  #send(frame: Frame): boolean {
    if (this.#over || this.#socket.destroyed) return true
    return this.#socket.write(encodeFrame(frame))
  }

  #end(why: LodgeError): void {
    if (this.#over) return
    this.#over = why
    this.#keepalive.stop()
    if (this.#closing) this.#socket.end(() => this.#socket.destroy())
    else this.#socket.destroy()
    for (const { reject } of [...this.#asked.values(), ...this.#queue]) reject(why)
    for (const { sink } of this.#sinks.values()) sink.failed(why)
    this.#asked.clear()
    this.#queue.length = 0
    this.#sinks.clear()
    this.#ended.resolve(this.#closing ? undefined : why)
  }
}

/** A failure that can't be read is one all the same. */
function failureIn(payload: Uint8Array): unknown {
  try {
    return fromWireError(decode(wireError, payload))
  } catch (error) {
    return error
  }
}

/** Whether a call was carried out can't be known of those that were on their way. */
function lost(uri: string, why: string, cause?: unknown): LodgeError {
  return new LodgeError('NO_CONNECT', `there is no connection to ${uri} any more: ${why}`, {
    data: { lost: true, why },
    cause,
  })
}
