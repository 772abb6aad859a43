import type { Duplex } from 'node:stream'
import { LodgeError } from '../../../base/errors.ts'
import { type Frame, malformed } from '../../../formats/xdr/index.ts'

/** What carries descriptors beside the bytes of one client. */
export interface DescriptorCarrier {
  /** From now on what comes is told here, and no longer by the socket. */
  listen(listener: {
    received(received: { bytes: Uint8Array; descriptors: readonly number[] }): void
    ended(): void
  }): void
  pause(): void
  resume(): void
  /** They are closed when they have gone, or can't. */
  send(bytes: Uint8Array, descriptors: readonly number[], close: (descriptor: number) => void): Promise<void>
}

/** How this machine passes them. */
export interface DescriptorSupport {
  /** Undefined where the connection can't carry any. */
  over(socket: Duplex): DescriptorCarrier | undefined
  close(descriptor: number): void
}

/** Those that one client has here, whatever it calls: each is one less for everybody. */
const most = 64

/** Brings messages together with the descriptors that come behind them. */
export class IncomingDescriptors {
  readonly #close: (descriptor: number) => void
  readonly #here: number[] = []
  #late: { frame: Frame; count: number } | undefined
  #lent = 0

  constructor(close: (descriptor: number) => void) {
    this.#close = close
  }

  /** What is thrown ends the connection. */
  arrived(descriptors: readonly number[]): void {
    this.#here.push(...descriptors)
    if (this.#here.length + this.#lent > most) throw malformed(`more than ${most} descriptors at a time`)
  }

  /** A message whose descriptors may not be there yet. */
  expect(frame: Frame): void {
    const { payload, header } = frame
    const count = new DataView(payload.buffer, payload.byteOffset).getUint32(0)
    this.#late = { frame: { header, payload: payload.subarray(4) }, count }
  }

  /** The message that is complete now. */
  complete(): { frame: Frame; descriptors: number[] } | undefined {
    if (!this.#late || this.#here.length < this.#late.count) return undefined
    const { frame, count } = this.#late
    this.#late = undefined
    this.#lent += count
    return { frame, descriptors: this.#here.splice(0, count) }
  }

  /** The next message begins behind the last one's descriptors. */
  requireNoneLate(): void {
    if (this.#late) throw malformed('a message has come without its descriptors')
  }

  /** After the call. */
  giveBack(descriptors: readonly number[]): void {
    this.#lent -= descriptors.length
    for (const each of descriptors) this.#close(each)
  }

  end(): void {
    for (const each of this.#here.splice(0)) this.#close(each)
  }
}

export function noDescriptors(): LodgeError {
  return new LodgeError('NO_SUPPORT', 'file descriptors can not be passed over this connection')
}
