import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { LodgeError } from '../../../base/errors.ts'
import { decode, encode, largestPayload } from '../../../formats/xdr/index.ts'
import { authKinds } from '../protocol/connection.ts'
import { features } from '../protocol/features.ts'
import { type LodgeRows, procedures, type QemuRows, qemuProgramProcedures, type Rows } from '../protocol/index.ts'
import { lodgeProcedures, lodgeProgram } from '../protocol/lodge.ts'
import { type ProcedureName, procedureNumbers, qemuProcedures } from '../protocol/numbers.ts'
import type { Procedure } from '../protocol/procedure.ts'
import { programs } from '../protocol/programs.ts'
import { Channel, type Message, type Reply, type StreamSink } from './channel.ts'
import { closeReason } from './close-reason.ts'
import { type ClientLimits, clientLimits, ourCallsAtOnce } from './limits.ts'

export interface ConnectionOptions {
  socket: Duplex
  uri: string
  /** What is opened: the URI as the server knows it. */
  name: string
  readOnly?: boolean
  limits?: Partial<ClientLimits>
  /** Milliseconds that a call may take. */
  timeout?: number
  message?(message: Message): void
  /** The server asks somebody who we are, and then no longer does. */
  asking?(isAsking: boolean): void
  /** We are let in: what is to be asked before anybody else asks. */
  opened?(connection: Connection): Promise<void>
}

// biome-ignore lint/suspicious/noConfusingVoidType: a row without arguments has just this type
type ArgsOf<P> = P extends Procedure<infer A, infer _> ? ([A] extends [void] ? [] : [args: A]) : never
type ResultOf<P> = P extends Procedure<infer _, infer R> ? R : never

/** Milliseconds in which a server has to take leave. */
const closeWithin = 2000

/** Milliseconds in which somebody has to type a password. */
const typedWithin = 300_000

/** virConnectOpen's own flag; others are a client's private affair. */
const readOnlyFlag = 1

/** A server that has let us in, with its procedures as calls. Their types are those of the rows that a server answers with. */
export class Connection {
  readonly channel: Channel
  readonly #timeout: number | undefined
  /** The server is one of ours. */
  #ours = false

  private constructor({ socket, uri, limits, timeout, message }: ConnectionOptions) {
    const told = (told: Message): void => {
      const { program, procedure, payload } = told
      const closed = procedureNumbers.CONNECT_EVENT_CONNECTION_CLOSED
      if (program === programs.remote.number && procedure === closed) this.channel.fail(closeReason(payload))
      else message?.(told)
    }
    this.channel = new Channel({ socket, uri, message: told, limits: { ...clientLimits, ...limits } })
    this.#timeout = timeout
  }

  /** Shakes hands. With keepalive the server is asked whether it is there when it is silent, and asks us. */
  static async open(options: ConnectionOptions, { keepalive = true } = {}): Promise<Connection> {
    const connection = new Connection(options)
    try {
      await connection.#open(options, keepalive)
      return connection
    } catch (error) {
      connection.channel.close()
      throw error
    }
  }

  get ours(): boolean {
    return this.#ours
  }

  async call<N extends keyof Rows & ProcedureName>(name: N, ...[args]: ArgsOf<Rows[N]>): Promise<ResultOf<Rows[N]>> {
    const row = procedures[name] as Procedure
    return decode(row.result, (await this.#request(remote(name), args)).payload) as ResultOf<Rows[N]>
  }

  async callQemu<N extends keyof QemuRows>(name: N, ...[args]: ArgsOf<QemuRows[N]>): Promise<ResultOf<QemuRows[N]>> {
    const row = qemuProgramProcedures[name] as Procedure
    const called = { row, program: programs.qemu, number: qemuProcedures[name] }
    return decode(row.result, (await this.#request(called, args)).payload) as ResultOf<QemuRows[N]>
  }

  /** Only where the server is `ours`. */
  async callLodge<N extends keyof LodgeRows>(
    name: N,
    ...[args]: ArgsOf<LodgeRows[N]>
  ): Promise<ResultOf<LodgeRows[N]>> {
    const row = lodgeProgram[name] as Procedure
    const called = { row, program: programs.lodge, number: lodgeProcedures[name] }
    return decode(row.result, (await this.#request(called, args)).payload) as ResultOf<LodgeRows[N]>
  }

  /** A call that opens a stream, whose bytes then go to the sink. */
  callStream<N extends keyof Rows & ProcedureName>(
    name: N,
    sink: StreamSink,
    ...[args]: ArgsOf<Rows[N]>
  ): Promise<Reply> {
    return this.#request(remote(name), args, sink)
  }

  /** Tells the server, which then lets go of all that was ours; one that says nothing is not waited for. */
  async close(): Promise<void> {
    if (!this.channel.isOver) {
      const told = this.call('CONNECT_CLOSE').catch(() => {})
      const patience = new AbortController()
      const late = delay(closeWithin, undefined, { signal: patience.signal }).catch(() => {})
      await Promise.race([told, this.channel.ended, late])
      patience.abort()
    }
    this.channel.close()
  }

  #request(
    { row, program, number, timeout = this.#timeout }: Called,
    args: unknown,
    sink?: StreamSink,
  ): Promise<Reply> {
    return this.channel.request({
      target: { program: program.number, version: program.version, procedure: number },
      payload: encode(row.args, args, largestPayload),
      timeout,
      sink,
    })
  }

  async #open({ name, readOnly, limits, opened, asking }: ConnectionOptions, keepalive: boolean): Promise<void> {
    await this.#authenticate(asking)
    const [alive] = await Promise.all([
      keepalive && this.#supports(features.keepalive),
      this.call('CONNECT_OPEN', { name, flags: readOnly ? readOnlyFlag : 0 }),
    ])
    this.channel.trust({ keepalive: alive })
    const [callbackIds, closeCallback, ours] = await Promise.all([
      this.#supports(features.callbackIds),
      this.#supports(features.closeCallback),
      this.#supports(features.lodge),
      opened?.(this),
    ])
    if (!callbackIds)
      throw new LodgeError('NO_SUPPORT', 'the server is older than libvirt 1.2, and can not tell of events')
    this.#ours = ours
    if (ours && limits?.callsAtOnce === undefined) this.channel.callsAtOnce = ourCallsAtOnce
    // Told or not, nobody waits for it.
    if (closeCallback) this.call('CONNECT_REGISTER_CLOSE_CALLBACK').catch(() => {})
  }

  async #authenticate(asking: ConnectionOptions['asking']): Promise<void> {
    const kinds = await this.#authKinds()
    if (kinds.length === 0 || kinds.includes(authKinds.none)) return
    if (kinds.includes(authKinds.polkit)) {
      asking?.(true)
      await this.#request({ ...remote('AUTH_POLKIT'), timeout: typedWithin }, undefined).catch(withHint)
      return asking?.(false)
    }
    throw new LodgeError('AUTH_FAILED', 'the server wants to be told a password (SASL)', {
      hint: 'only UNIX sockets, certificates (qemu+tls) and ssh (qemu+ssh) say who you are here',
    })
  }

  async #authKinds(): Promise<number[]> {
    try {
      return (await this.call('AUTH_LIST')).kinds
    } catch (error) {
      if (error instanceof LodgeError && error.code === 'NO_SUPPORT') return []
      throw error
    }
  }

  async #supports(feature: number): Promise<boolean> {
    return (await this.call('CONNECT_SUPPORTS_FEATURE', { feature })).value !== 0
  }
}

function withHint(error: unknown): never {
  if (!(error instanceof LodgeError) || error.code !== 'AUTH_UNAVAILABLE') throw error
  throw new LodgeError(error.code, error.message, {
    hint: 'the command asks for a password where it has a terminal and pkttyagent, a desktop does too; access.json there lets in without',
    cause: error,
  })
}

interface Called {
  row: Procedure
  program: { number: number; version: number }
  number: number
  /** Instead of the connection's own. */
  timeout?: number
}

function remote(name: ProcedureName): Called {
  return { row: procedures[name] as Procedure, program: programs.remote, number: procedureNumbers[name] }
}
