import type { Duplex } from 'node:stream'
import type { Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import {
  decode,
  encode,
  type Frame,
  FrameSplitter,
  largestFrame,
  largestPayload,
  malformed,
  messageStatus,
  messageTypes,
} from '../../../formats/xdr/index.ts'
import type { AuditRecord } from '../../chain/audit.ts'
import type { Identity } from '../../chain/identity.ts'
import type { Polkit } from '../../chain/polkit.ts'
import type { Subject } from '../../chain/subject.ts'
import { visibleHost } from '../../chain/visible-host.ts'
import { closedMessage, closeReasons } from '../protocol/connection.ts'
import { nameOf, procedureOf } from '../protocol/index.ts'
import { Keepalive } from '../protocol/keepalive.ts'
import { procedureNumbers } from '../protocol/numbers.ts'
import type { Call, Procedure } from '../protocol/procedure.ts'
import { keepaliveProcedures, programs } from '../protocol/programs.ts'
import { Admission } from './admission.ts'
import type { CallStream } from './call-stream.ts'
import { CallStreams } from './call-streams.ts'
import type { Consoles } from './consoles.ts'
import { type DescriptorCarrier, type DescriptorSupport, IncomingDescriptors, noDescriptors } from './descriptors.ts'
import { Gate } from './gate.ts'
import { KeptDescriptors } from './kept-descriptors.ts'
import type { Limits } from './limits.ts'
import { MonitorWatches } from './monitor-watches.ts'
import { Outbox } from './outbox.ts'
import { ClientSession } from './session.ts'
import { Watches } from './watches.ts'

export interface ConnectionOptions {
  host: Host
  socket: Duplex
  subject: Subject
  subjectOf(identity: Identity): Subject
  polkit?: Polkit
  audit?(record: AuditRecord): void
  descriptors?: DescriptorSupport
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
  descriptors: readonly number[]
}

/** One client: takes its frames, works on its calls side by side, and answers each when it is done. */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #socket: Duplex
  readonly #limits: Limits
  readonly #splitter: FrameSplitter
  readonly #session: ClientSession
  readonly #admission: Admission
  readonly #keepalive: Keepalive
  readonly #gate: Gate
  readonly #outbox: Outbox
  readonly #streams: CallStreams
  readonly #waiting: Waiting[] = []
  readonly #held = new Set<unknown>()
  readonly #incoming: IncomingDescriptors
  readonly #kept = new KeptDescriptors((descriptors) => this.#incoming.giveBack(descriptors))
  #carrier: DescriptorCarrier | undefined
  #working = 0
  #bytes = 0

  constructor(options: ConnectionOptions) {
    const { socket, limits, subject, subjectOf, uris } = options
    this.#options = options
    this.#gate = new Gate(options)
    this.#outbox = new Outbox({ socket, limits, hold: (held) => this.#hold('unsent', held) })
    this.#socket = socket
    this.#limits = limits
    this.#incoming = new IncomingDescriptors({
      close: (each) => options.descriptors?.close(each),
      within: limits.descriptorsWithin,
      late: () => this.#giveUp(),
    })
    this.#splitter = new FrameSplitter(limits.strangerFrame)
    this.#keepalive = new Keepalive({
      ...limits.keepalive,
      ask: () => this.#outbox.keepalive(keepaliveProcedures.PING),
      giveUp: () => this.#giveUp(),
    })
    this.#admission = new Admission({ ...options, late: () => void socket.destroy() })
    this.#session = new ClientSession({
      ...{ subject, subjectOf, uris, admission: this.#admission },
      opened: () => this.#opened(),
      closed: () => void socket.end(),
      keepalive: () => this.#keepalive.start(),
      passDescriptors: () => this.#passDescriptors(),
      watches: new Watches({
        host: visibleHost(options.host, subject),
        send: (procedure, payload) => this.#outbox.tell(programs.remote, procedure, payload),
        lost: () => void socket.destroy(),
      }),
      monitorWatches: new MonitorWatches({
        host: visibleHost(options.host, subject),
        send: (procedure, payload) => this.#outbox.tell(programs.qemu, procedure, payload),
        lost: () => void socket.destroy(),
      }),
    })
    this.#streams = new CallStreams({
      ...{ consoles: options.consoles, mostWaiting: limits.streamInput, most: limits.streams },
      send: (header, status, payload) =>
        this.#outbox.send({ header: { ...header, type: messageTypes.STREAM, status }, payload }),
      drained: () => this.#outbox.drained(),
      hold: (reason, held) => this.#hold(reason, held),
      isGone: () => socket.destroyed,
    })
    this.#listen()
  }

  /** Nobody is served here any more. Who does not read is not waited for. */
  close(): void {
    if (this.#session.wantsEnd) {
      const reason = encode(closedMessage, { reason: closeReasons.endOfFile }, largestPayload)
      this.#outbox.tell(programs.remote, procedureNumbers.CONNECT_EVENT_CONNECTION_CLOSED, reason)
    }
    this.#socket.destroy()
  }

  #listen(): void {
    this.#socket
      .on('data', (chunk: Uint8Array) => this.#receive(chunk))
      // A broken pipe is one of the ways in which clients leave.
      .on('error', () => {})
      // Who says no more hears no more, whatever carries the bytes.
      .once('end', () => void this.#socket.end())
      .once('close', () => this.#end())
  }

  #opened(): void {
    this.#admission.end()
    this.#splitter.limit = this.#session.readOnly ? this.#limits.lookingFrame : largestFrame
    this.#options.opened()
  }

  /** Only those who ask for it are read otherwise than Node reads. */
  #passDescriptors(): boolean {
    if (this.#carrier) return true
    this.#carrier = this.#options.descriptors?.over(this.#socket)
    this.#carrier?.listen({
      received: ({ bytes, descriptors }) => this.#receive(bytes, descriptors),
      ended: () => void this.#socket.end(() => this.#socket.destroy()),
    })
    if (this.#held.size > 0) this.#carrier?.pause()
    return this.#carrier !== undefined
  }

  #end(): void {
    this.#admission.end()
    this.#keepalive.stop()
    this.#session.end()
    for (const { descriptors } of this.#waiting.splice(0)) this.#incoming.giveBack(descriptors)
    this.#incoming.end()
    this.#kept.end()
    this.#streams.close()
  }

  #receive(chunk: Uint8Array, descriptors: readonly number[] = []): void {
    this.#keepalive.heard()
    try {
      this.#incoming.arrived(descriptors)
      this.#callComplete()
      for (const frame of this.#splitter.push(chunk)) {
        this.#incoming.requireNoneLate()
        this.#dispatch(frame)
        this.#callComplete()
      }
      this.#incoming.requireNoneAstray()
    } catch {
      // Where the next message starts can't be known any more.
      this.#socket.destroy()
    }
  }

  #dispatch(frame: Frame): void {
    const { program, procedure, type } = frame.header
    if (program === programs.keepalive.number) {
      if (procedure === keepaliveProcedures.PING) this.#outbox.keepalive(keepaliveProcedures.PONG)
    } else if (type === messageTypes.CALL) this.#call(frame)
    else if (type === messageTypes.CALL_WITH_FDS && this.#carrier) this.#incoming.expect(frame)
    else if (type === messageTypes.CALL_WITH_FDS) this.#outbox.fail(frame.header, noDescriptors())
    else if (type === messageTypes.STREAM) this.#streams.receive(frame)
    // Everything else answers what nobody has asked, and is dropped.
  }

  #callComplete(): void {
    const complete = this.#incoming.complete()
    if (complete) this.#call(complete.frame, complete.descriptors)
  }

  #call(frame: Frame, descriptors: readonly number[] = []): void {
    const { program, version, procedure } = frame.header
    const known = Object.values(programs).some((each) => each.number === program && each.version === version)
    const found = procedureOf(program, procedure)
    if (!known) this.#outbox.fail(frame.header, malformed(`Cannot find program ${program} version ${version}`))
    // Clients know by the first two words that this is not supported, rather than broken.
    else if (!found) this.#outbox.fail(frame.header, malformed(`unknown procedure: ${nameOf(program, procedure)}`))
    else if (found.row.quick) void this.#work({ frame, descriptors, ...found })
    else {
      this.#waiting.push({ frame, descriptors, ...found })
      this.#bytes += frame.payload.length
      this.#workOn()
    }
    if (!known || !found) this.#incoming.giveBack(descriptors)
  }

  #workOn(): void {
    while (this.#working < this.#limits.callsAtOnce) {
      const next = this.#waiting.shift()
      if (!next) break
      this.#working++
      void this.#work(next).finally(() => {
        this.#working--
        this.#bytes -= next.frame.payload.length
        this.#workOn()
      })
    }
    const { callsWaiting, callBytes } = this.#limits
    this.#hold('calls', this.#waiting.length > callsWaiting || this.#bytes > callBytes)
  }

  async #work({ frame: { header, payload }, row, name, descriptors }: Waiting): Promise<void> {
    const streams: CallStream[] = []
    const given: number[] = []
    let kept = false
    const close = (descriptor: number): void => this.#options.descriptors?.close(descriptor)
    const call: Call = {
      host: this.#gate.hostFor(row),
      session: this.#session,
      descriptors,
      keep: async (lend) => {
        await this.#kept.keep(descriptors, lend)
        kept = true
      },
      give: (descriptor) => {
        given.push(descriptor)
        if (!this.#carrier) throw noDescriptors()
      },
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
      if (this.#carrier && given.length > 0) {
        this.#outbox.replyWith(header, body, { carrier: this.#carrier, descriptors: given.splice(0), close })
      } else this.#outbox.reply(header, messageStatus.OK, body)
      for (const stream of streams) void stream.pump()
      this.#session.answered()
    } catch (error) {
      for (const stream of streams) stream.close()
      record(error instanceof LodgeError ? error.code : 'INTERNAL_ERROR')
      this.#outbox.fail(header, error)
    } finally {
      if (!kept) this.#incoming.giveBack(descriptors)
      for (const each of given) close(each)
    }
  }

  /** What had to come has not. Who is not read can't be heard, unless that is its own doing. */
  #giveUp(): void {
    if (this.#held.size === 0 || this.#held.has('unsent')) this.#socket.destroy()
  }

  /** The client's socket is read only while nobody has a reason against it. */
  #hold(reason: unknown, held: boolean): void {
    if (held) this.#held.add(reason)
    else if (!this.#held.delete(reason)) return
    const source = this.#carrier ?? this.#socket
    if (this.#held.size > 0) source.pause()
    else source.resume()
  }
}
