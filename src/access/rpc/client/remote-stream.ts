import { Duplex } from 'node:stream'
import { type FrameHeader, messageStatus } from '../../../formats/xdr/index.ts'
import type { StreamSink } from './channel.ts'
import type { Connection } from './connection.ts'

/** Older daemons take no longer packets. */
const longestPacket = 262_120

/** How long an end is waited for that the server should confirm. */
const confirmWithin = 1000

/**
 * Bytes both ways under one call, over a connection of its own: what is not read here is not read from the socket, and
 * the server then sends no more.
 */
export class RemoteStream extends Duplex {
  readonly #connection: Connection
  #header: FrameHeader | undefined
  #over = false
  #confirmed: (() => void) | undefined

  private constructor(connection: Connection) {
    super({ allowHalfOpen: false })
    this.#connection = connection
  }

  static async open(
    connection: Connection,
    call: (sink: StreamSink) => Promise<{ header: FrameHeader }>,
  ): Promise<RemoteStream> {
    const stream = new RemoteStream(connection)
    try {
      stream.#header = (await call(stream.#sink())).header
      return stream
    } catch (error) {
      connection.channel.close()
      throw error
    }
  }

  #sink(): StreamSink {
    return {
      data: (bytes) => {
        // The other side has said all.
        if (bytes.length === 0) this.push(null)
        else if (!this.push(bytes)) this.#connection.channel.pause()
      },
      finished: () => {
        this.#over = true
        this.#confirmed?.()
        this.push(null)
      },
      failed: (error) => {
        this.#over = true
        this.#confirmed?.()
        this.destroy(error as Error)
      },
    }
  }

  override _read(): void {
    this.#connection.channel.resume()
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    let keepsUp = true
    for (let at = 0; at < chunk.length; at += longestPacket) {
      keepsUp = this.#send(messageStatus.CONTINUE, chunk.subarray(at, at + longestPacket))
    }
    if (keepsUp) done()
    else this.#connection.channel.drained(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { channel } = this.#connection
    const closed = (): void => {
      clearTimeout(timer)
      channel.close()
      done(error)
    }
    const timer = setTimeout(closed, confirmWithin)
    if (this.#over || channel.isOver) closed()
    else {
      this.#confirmed = closed
      this.#send(messageStatus.OK)
      // What has been sent since it was last read must not be in the way of the confirmation.
      channel.resume()
    }
  }

  #send(status: number, payload?: Uint8Array): boolean {
    return this.#header === undefined || this.#connection.channel.sendStream(this.#header, status, payload)
  }
}
