import type { ByteStream } from '../../../api/domain.ts'

/** libvirt's older clients take no longer packets. */
const longestPacket = 262_120

export interface StreamWire {
  /** Resolves when the packet has left, or the connection is gone. */
  data(bytes: Uint8Array): Promise<void>
  /** All has been said that will be. */
  finished(): void
  failed(error: unknown): void
  /** More has come than the other end takes, or no longer. */
  hold(held: boolean): void
  /** Nobody has it any more. */
  closed(): void
}

interface Options {
  source: ByteStream
  wire: StreamWire
  /** Bytes that may wait for the other end. */
  mostWaiting: number
}

/** Bytes both ways under one call: a console and a client. */
export class CallStream {
  readonly #source: ByteStream
  readonly #wire: StreamWire
  readonly #mostWaiting: number
  readonly #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #blocked = false
  #closed = false

  constructor({ source, wire, mostWaiting }: Options) {
    this.#source = source
    this.#wire = wire
    this.#mostWaiting = mostWaiting
  }

  /** One packet at a time, so that a client that does not read holds up the console and nothing else. */
  async pump(): Promise<void> {
    try {
      for await (const chunk of this.#source) {
        for (let at = 0; at < chunk.length && !this.#closed; at += longestPacket) {
          await this.#wire.data(chunk.subarray(at, at + longestPacket))
        }
        if (this.#closed) return
      }
      if (this.#closed) return
      this.#wire.finished()
      this.#wire.closed()
    } catch (error) {
      if (this.#closed) return
      this.close()
      this.#wire.failed(error)
    }
  }

  receive(bytes: Uint8Array): void {
    if (this.#closed || bytes.length === 0) return
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    this.#drain()
    if (this.#waitingBytes > this.#mostWaiting) this.#wire.hold(true)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#source.destroy()
    this.#wire.hold(false)
    this.#wire.closed()
  }

  #drain(): void {
    while (!this.#blocked && !this.#closed) {
      const bytes = this.#waiting.shift()
      if (!bytes) break
      this.#waitingBytes -= bytes.length
      if (this.#source.write(bytes)) continue
      this.#blocked = true
      this.#source.once('drain', () => {
        this.#blocked = false
        this.#drain()
        if (this.#waitingBytes <= this.#mostWaiting) this.#wire.hold(false)
      })
    }
  }
}
