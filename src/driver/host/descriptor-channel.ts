import type { Socket } from 'node:net'
import { LodgeError } from '../../base/errors.ts'
import { flushed } from './send-descriptor.ts'
import { type DescriptorPassing, descriptorOf, type Received } from './system.ts'

/** What Node keeps beneath a socket, as far as it is used here. */
interface Handle {
  readonly fd: number
  reading: boolean
  onread: () => void
  useUserBuffer(buffer: Uint8Array): void
  readStart(): void
  readStop(): void
}

interface Listener {
  received(received: Received): void
  /** The other end has said all, or the connection broke. */
  ended(): void
}

/** Pieces that are taken before others have a turn. */
const piecesAtOnce = 16

/** How long nobody may read what descriptors come with, and how often it is tried meanwhile. */
const patience = 10_000
const pause = 10

/**
 * A connection of Node's of which this reads the bytes, and with them the descriptors that Node would drop. Node's loop says
 * when there is something: asked to read into a buffer of no size it reads nothing, and tells so each time that it could have.
 */
export class DescriptorChannel {
  readonly #socket: Socket
  readonly #handle: Handle
  readonly #passing: DescriptorPassing
  #sending: Promise<void> = Promise.resolve()
  #listener: Listener | undefined

  private constructor(socket: Socket, handle: Handle, passing: DescriptorPassing) {
    this.#socket = socket
    this.#handle = handle
    this.#passing = passing
  }

  /** Undefined where it doesn't work: no UNIX socket, or a Node whose inside is another. */
  static over(socket: Socket, passing: DescriptorPassing): DescriptorChannel | undefined {
    const { _handle: handle } = socket as Socket & { _handle?: Partial<Handle> | null }
    const parts = ['useUserBuffer', 'readStart', 'readStop'] as const
    const fits = descriptorOf(socket) !== undefined && parts.every((name) => typeof handle?.[name] === 'function')
    return fits && !socket.remoteAddress ? new DescriptorChannel(socket, handle as Handle, passing) : undefined
  }

  /** From now on what comes is told here. */
  listen(listener: Listener): void {
    this.#listener = listener
    this.#handle.useUserBuffer(new Uint8Array(0))
    this.#handle.onread = () => this.#read()
    this.resume()
  }

  pause(): void {
    this.#handle.reading = false
    this.#handle.readStop()
  }

  resume(): void {
    if (this.#socket.destroyed) return
    this.#handle.reading = true
    this.#handle.readStart()
  }

  /** Bytes, and behind them a zero for each descriptor, as libvirt sends them. They are closed when they have gone, or can't. */
  send(bytes: Uint8Array, descriptors: readonly number[], close: (descriptor: number) => void): Promise<void> {
    const sent = this.#sending.then(() => this.#sendNow(bytes, descriptors))
    this.#sending = sent
      .catch(() => void this.#socket.destroy())
      .finally(() => {
        for (const each of descriptors) close(each)
      })
    return sent
  }

  #read(): void {
    for (let count = 0; count < piecesAtOnce && this.#handle.reading && !this.#socket.destroyed; count++) {
      const received = this.#receive()
      if (!received) return
      if (received.bytes.length > 0) this.#listener?.received(received)
      else this.#end()
    }
  }

  #receive(): Received | undefined {
    try {
      return this.#passing.receive(this.#handle.fd)
    } catch {
      this.#socket.destroy()
      return undefined
    }
  }

  #end(): void {
    this.pause()
    this.#listener?.ended()
  }

  /** Nothing of Node's own may come between the bytes and their descriptors. */
  async #sendNow(bytes: Uint8Array, descriptors: readonly number[]): Promise<void> {
    while (this.#socket.writableLength > 0) await flushed(this.#socket)
    this.#socket.cork()
    try {
      for (let at = 0; at < bytes.length; ) at += await this.#push(bytes.subarray(at))
      for (const each of descriptors) await this.#push(new Uint8Array(1), each)
    } finally {
      this.#socket.uncork()
    }
  }

  async #push(bytes: Uint8Array, descriptor?: number): Promise<number> {
    for (let waited = 0; waited < patience && !this.#socket.destroyed; waited += pause) {
      const count = this.#passing.send(this.#handle.fd, bytes, descriptor)
      if (count > 0) return count
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
    throw new LodgeError('OPERATION_TIMEOUT', 'the client does not read the descriptors that it asked for')
  }
}
