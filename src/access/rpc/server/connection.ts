import type { Duplex } from 'node:stream'
import type { Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import {
  decode,
  encode,
  encodeFrame,
  type Frame,
  type FrameHeader,
  FrameSplitter,
  largestFrame,
  largestPayload,
  malformed,
  messageStatus,
  messageTypes,
} from '../../../formats/xdr/index.ts'
import type { AuditRecord } from '../../chain/audit.ts'
import type { Subject } from '../../chain/subject.ts'
import { visibleHost } from '../../chain/visible-host.ts'
import { toWireError, wireError } from '../protocol/error.ts'
import { nameOf, procedureOf } from '../protocol/index.ts'
import { Keepalive } from '../protocol/keepalive.ts'
import type { Call, Procedure } from '../protocol/procedure.ts'
import { keepaliveProcedures, programs } from '../protocol/programs.ts'
import type { CallStream } from './call-stream.ts'
import { CallStreams } from './call-streams.ts'
import type { Consoles } from './consoles.ts'
import { Gate } from './gate.ts'
import type { Limits } from './limits.ts'
import { ClientSession } from './session.ts'
import { Watches } from './watches.ts'

export interface ConnectionOptions {
  host: Host
  socket: Duplex
  subject: Subject
  audit?(record: AuditRecord): void
  /** What an empty name opens first, and all that may be opened. */
  uris: readonly string[]
  limits: Limits
  /** Of all clients. */
  consoles: Consoles
  /** It has said what it opens. */
  opened(): void
}

interface Waiting {
  frame: Frame
  row: Procedure
  name: string
}

/** One client: takes its frames, works on its calls side by side, and answers each when it is done. */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #socket: Duplex
  readonly #limits: Limits
  readonly #splitter: FrameSplitter
  readonly #session: ClientSession
  readonly #keepalive: Keepalive
  readonly #gate: Gate
  readonly #streams: CallStreams
  readonly #waiting: Waiting[] = []
  readonly #held = new Set<unknown>()
  #working = 0

  constructor(options: ConnectionOptions) {
    const { socket, limits, subject, uris } = options
    this.#options = options
    this.#gate = new Gate(options)
    this.#socket = socket
    this.#limits = limits
    this.#splitter = new FrameSplitter(limits.strangerFrame)
    this.#keepalive = new Keepalive({
      ...limits.keepalive,
      ask: () => this.#sendKeepalive(keepaliveProcedures.PING),
      giveUp: () => socket.destroy(),
    })
    this.#session = new ClientSession({
      ...{ subject, uris },
      opened: () => this.#opened(),
      closed: () => void socket.end(),
      keepalive: () => this.#keepalive.start(),
      watches: new Watches({
        host: visibleHost(options.host, subject),
        send: (procedure, payload) => this.#tell(procedure, payload),
      }),
    })
    this.#streams = new CallStreams({
      ...{ consoles: options.consoles, mostWaiting: limits.streamInput },
      send: (header, status, payload) =>
        this.#send({ header: { ...header, type: messageTypes.STREAM, status }, payload }),
      drained: () => this.#drained(),
      hold: (reason, held) => this.#hold(reason, held),
      isGone: () => socket.destroyed,
    })
    this.#listen()
  }

  #listen(): void {
    const deadline = setTimeout(() => {
      if (!this.#session.isOpen) this.#socket.destroy()
    }, this.#limits.openWithin)
    this.#socket
      .on('data', (chunk: Uint8Array) => this.#receive(chunk))
      // A broken pipe is one of the ways in which clients leave.
      .on('error', () => {})
      .on('drain', () => this.#hold('unsent', false))
      // Who says no more hears no more, whatever carries the bytes.
      .once('end', () => void this.#socket.end())
      .once('close', () => {
        clearTimeout(deadline)
        this.#end()
      })
  }

  #opened(): void {
    this.#splitter.limit = largestFrame
    this.#options.opened()
  }

  #end(): void {
    this.#keepalive.stop()
    this.#session.end()
    this.#waiting.length = 0
    this.#streams.close()
  }

  #receive(chunk: Uint8Array): void {
    this.#keepalive.heard()
    try {
      for (const frame of this.#splitter.push(chunk)) this.#dispatch(frame)
    } catch {
      // Where the next message starts can't be known any more.
      this.#socket.destroy()
    }
  }

  #dispatch(frame: Frame): void {
    const { program, procedure, type } = frame.header
    if (program === programs.keepalive.number) {
      if (procedure === keepaliveProcedures.PING) this.#sendKeepalive(keepaliveProcedures.PONG)
    } else if (type === messageTypes.CALL) this.#call(frame)
    else if (type === messageTypes.CALL_WITH_FDS) this.#fail(frame.header, noDescriptors())
    else if (type === messageTypes.STREAM) this.#streams.receive(frame)
    // Everything else answers what nobody has asked, and is dropped.
  }

  #call(frame: Frame): void {
    const { program, version, procedure } = frame.header
    const known = Object.values(programs).some((each) => each.number === program && each.version === version)
    const found = procedureOf(program, procedure)
    if (!known) this.#fail(frame.header, malformed(`Cannot find program ${program} version ${version}`))
    // Clients know by the first two words that this is not supported, rather than broken.
    else if (!found) this.#fail(frame.header, malformed(`unknown procedure: ${nameOf(program, procedure)}`))
    else if (found.row.quick) void this.#work({ frame, ...found })
    else {
      this.#waiting.push({ frame, ...found })
      this.#workOn()
    }
  }

  #workOn(): void {
    while (this.#working < this.#limits.callsAtOnce) {
      const next = this.#waiting.shift()
      if (!next) break
      this.#working++
      void this.#work(next).finally(() => {
        this.#working--
        this.#workOn()
      })
    }
    this.#hold('calls', this.#waiting.length > this.#limits.callsWaiting)
  }

  async #work({ frame: { header, payload }, row, name }: Waiting): Promise<void> {
    const streams: CallStream[] = []
    const call: Call = {
      host: this.#gate.hostFor(row),
      session: this.#session,
      stream: async (open, owner) => void streams.push(await this.#streams.open(header, open, owner)),
    }
    const began = performance.now()
    let args: unknown
    const record = (result: AuditRecord['result'], answer?: unknown): void =>
      this.#gate.record(row, { call, args, answer, what: name, result, milliseconds: performance.now() - began })
    try {
      this.#gate.require(row, name, this.#session.isOpen)
      args = decode(row.args, payload)
      await this.#gate.requireFor(row, name, args)
      const result = await row.answer(call, args)
      const body = encode(row.result, result, largestPayload)
      record('done', result)
      this.#reply(header, messageStatus.OK, body)
      for (const stream of streams) void stream.pump()
      this.#session.answered()
    } catch (error) {
      for (const stream of streams) stream.close()
      record(error instanceof LodgeError ? error.code : 'INTERNAL_ERROR')
      this.#fail(header, error)
    }
  }

  /** Resolves when the client has read, or has gone. */
  #drained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const done = (): void => {
      this.#socket.off('drain', done).off('close', done)
      resolve()
    }
    if (this.#socket.destroyed) resolve()
    else this.#socket.on('drain', done).on('close', done)
    return promise
  }

  #fail(header: FrameHeader, error: unknown): void {
    this.#reply(header, messageStatus.ERROR, encode(wireError, toWireError(error), largestPayload))
  }

  #reply(header: FrameHeader, status: number, payload: Uint8Array): void {
    this.#send({ header: { ...header, type: messageTypes.REPLY, status }, payload })
  }

  #tell(procedure: number, payload: Uint8Array): void {
    const { number: program, version } = programs.remote
    // Of libvirt's own daemon events bear this serial.
    const header = { program, version, procedure, type: messageTypes.MESSAGE, serial: 1, status: messageStatus.OK }
    this.#send({ header, payload })
    if (this.#socket.writableLength > this.#limits.unsentEvents) this.#socket.destroy()
  }

  #sendKeepalive(procedure: number): void {
    const { number: program, version } = programs.keepalive
    const header = { program, version, procedure, type: messageTypes.MESSAGE, serial: 0, status: messageStatus.OK }
    this.#send({ header, payload: new Uint8Array() })
  }

  /** Whether the client keeps up with reading. */
  #send(frame: Frame): boolean {
    if (this.#socket.destroyed || this.#socket.writableEnded) return true
    const keepsUp = this.#socket.write(encodeFrame(frame))
    if (this.#socket.writableLength > this.#limits.unsent) this.#hold('unsent', true)
    return keepsUp
  }

  /** The client's socket is read only while nobody has a reason against it. */
  #hold(reason: unknown, held: boolean): void {
    if (held) this.#held.add(reason)
    else if (!this.#held.delete(reason)) return
    if (this.#held.size > 0) this.#socket.pause()
    else this.#socket.resume()
  }
}

function noDescriptors(): LodgeError {
  return new LodgeError('NO_SUPPORT', 'file descriptors can not be taken over this connection')
}
