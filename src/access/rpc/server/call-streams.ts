import type { ByteStream } from '../../../api/domain.ts'
import { LodgeError } from '../../../base/errors.ts'
import {
  encode,
  type Frame,
  type FrameHeader,
  largestPayload,
  malformed,
  messageStatus,
} from '../../../formats/xdr/index.ts'
import { toWireError, wireError } from '../protocol/error.ts'
import type { StreamOwner } from '../protocol/procedure.ts'
import { CallStream, type StreamWire } from './call-stream.ts'
import type { Consoles } from './consoles.ts'

interface Options {
  consoles: Consoles
  /** Streams at a time. */
  most: number
  /** Bytes that may wait for a console. */
  mostWaiting: number
  /** Whether the client keeps up with reading. */
  send(header: FrameHeader, status: number, payload: Uint8Array): boolean
  /** Resolves when the client has read, or has gone. */
  drained(): Promise<void>
  hold(reason: unknown, held: boolean): void
  isGone(): boolean
}

/** The streams of one client, each under the call that has opened it. */
export class CallStreams {
  readonly #options: Options
  /** Nothing stands for one that is being opened. */
  readonly #streams = new Map<string, CallStream | undefined>()

  constructor(options: Options) {
    this.#options = options
  }

  async open(header: FrameHeader, open: () => Promise<ByteStream>, owner: StreamOwner): Promise<CallStream> {
    const { consoles, send, drained, hold, isGone, mostWaiting } = this.#options
    const key = this.#newKey(header)
    const failed = (error: unknown): void => {
      this.#streams.delete(key)
      send(header, messageStatus.ERROR, encode(wireError, toWireError(error), largestPayload))
    }
    let stream: CallStream | undefined
    let lost = false
    const lose = (): void => {
      lost = true
      stream?.close()
      failed(new LodgeError('OPERATION_FAILED', 'somebody else has taken this console'))
    }
    let release: (() => void) | undefined
    const wire: StreamWire = {
      data: async (bytes) => {
        if (!send(header, messageStatus.CONTINUE, bytes)) await drained()
      },
      finished: () => send(header, messageStatus.CONTINUE, new Uint8Array()),
      failed,
      hold: (held) => hold(key, held),
      closed: () => release?.(),
    }
    try {
      release = consoles.take(owner.name, { ...owner, lose })
      stream = new CallStream({ source: await open(), wire, mostWaiting })
    } catch (error) {
      this.#streams.delete(key)
      release?.()
      throw error
    }
    // Both may have happened while it was being opened.
    if (lost || isGone()) {
      this.#streams.delete(key)
      stream.close()
    } else this.#streams.set(key, stream)
    return stream
  }

  receive({ header, payload }: Frame): void {
    const key = keyOf(header)
    const stream = this.#streams.get(key)
    if (!stream) return
    if (header.status === messageStatus.CONTINUE) {
      stream.receive(payload)
      return
    }
    // It has said all, or wants no more: either way it is told that it is over.
    this.#streams.delete(key)
    stream.close()
    this.#options.send(header, messageStatus.OK, new Uint8Array())
  }

  close(): void {
    for (const stream of this.#streams.values()) stream?.close()
    this.#streams.clear()
  }

  /** A second one under the same number would leave the first without anybody who could end it. */
  #newKey(header: FrameHeader): string {
    const key = keyOf(header)
    if (this.#streams.has(key)) throw malformed(`a stream is open under the serial ${header.serial} already`)
    const { most } = this.#options
    if (this.#streams.size >= most) {
      throw new LodgeError('OPERATION_FAILED', `more than ${most} streams at a time are not opened for one client`)
    }
    this.#streams.set(key, undefined)
    return key
  }
}

function keyOf({ program, procedure, serial }: FrameHeader): string {
  return `${program}/${procedure}/${serial}`
}
