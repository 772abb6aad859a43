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

interface Incoming {
  close(descriptor: number): void
  /** Milliseconds in which those of a message have to come, and what happens each time they have not. */
  within: number
  late(): void
}

/** Brings messages together with the descriptors that come behind them. */
export class IncomingDescriptors {
  readonly #options: Incoming
  readonly #here: number[] = []
  #late: { frame: Frame; count: number; reminder: NodeJS.Timeout } | undefined
  #lent = 0

  constructor(options: Incoming) {
    this.#options = options
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
    // One of them may be the client's own end: then nobody would ever tell that it has gone.
    const reminder = setInterval(this.#options.late, this.#options.within)
    this.#late = { frame: { header, payload: payload.subarray(4) }, count, reminder }
  }

  /** The message that is complete now. */
  complete(): { frame: Frame; descriptors: number[] } | undefined {
    if (!this.#late || this.#here.length < this.#late.count) return undefined
    const { frame, count } = this.#late
    this.#forget()
    this.#lent += count
    return { frame, descriptors: this.#here.splice(0, count) }
  }

  /** The next message begins behind the last one's descriptors. */
  requireNoneLate(): void {
    if (this.#late) throw malformed('a message has come without its descriptors')
  }

  /** No message is there for them: nobody would ever close them. */
  requireNoneAstray(): void {
    if (this.#here.length > (this.#late?.count ?? 0)) throw malformed('descriptors have come without a message')
  }

  /** After the call. */
  giveBack(descriptors: readonly number[]): void {
    this.#lent -= descriptors.length
    for (const each of descriptors) this.#options.close(each)
  }

  end(): void {
    this.#forget()
    for (const each of this.#here.splice(0)) this.#options.close(each)
  }

  #forget(): void {
    clearInterval(this.#late?.reminder)
    this.#late = undefined
  }
}

export function noDescriptors(): LodgeError {
  return new LodgeError('NO_SUPPORT', 'file descriptors can not be passed over this connection')
}
