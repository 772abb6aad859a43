import type { ByteStream } from '../../../api/domain.ts'
import { LodgeError } from '../../../base/errors.ts'
import { encode, type Frame, type FrameHeader, largestPayload, messageStatus } from '../../../formats/xdr/index.ts'
import { toWireError, wireError } from '../protocol/error.ts'
import type { StreamOwner } from '../protocol/procedure.ts'
import { CallStream, type StreamWire } from './call-stream.ts'
import type { Consoles } from './consoles.ts'

interface Options {
  consoles: Consoles
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
  readonly #streams = new Map<string, CallStream>()

  constructor(options: Options) {
    this.#options = options
  }

  async open(header: FrameHeader, open: () => Promise<ByteStream>, owner: StreamOwner): Promise<CallStream> {
    const { consoles, send, drained, hold, isGone, mostWaiting } = this.#options
    const key = keyOf(header)
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
    const release = consoles.take(owner.name, { ...owner, lose })
    const wire: StreamWire = {
      data: async (bytes) => {
        if (!send(header, messageStatus.CONTINUE, bytes)) await drained()
      },
      finished: () => send(header, messageStatus.CONTINUE, new Uint8Array()),
      failed,
      hold: (held) => hold(key, held),
      closed: release,
    }
    try {
      stream = new CallStream({ source: await open(), wire, mostWaiting })
    } catch (error) {
      release()
      throw error
    }
    // Both may have happened while it was being opened.
    if (lost || isGone()) stream.close()
    else this.#streams.set(key, stream)
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
    for (const stream of this.#streams.values()) stream.close()
    this.#streams.clear()
  }
}

function keyOf({ program, procedure, serial }: FrameHeader): string {
  return `${program}/${procedure}/${serial}`
}
