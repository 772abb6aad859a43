import type { Duplex } from 'node:stream'
import {
  encode,
  encodeFrame,
  type Frame,
  type FrameHeader,
  largestPayload,
  messageStatus,
  messageTypes,
  uint,
} from '../../../formats/xdr/index.ts'
import { toWireError, wireError } from '../protocol/error.ts'
import { programs } from '../protocol/programs.ts'
import type { DescriptorCarrier, DescriptorSupport } from './descriptors.ts'
import type { Limits } from './limits.ts'

interface ProgramNumber {
  number: number
  version: number
}

interface Options {
  socket: Duplex
  limits: Limits
  /** Nothing more is to be read from who does not read. */
  hold(held: boolean): void
}

/** What goes to one client. */
export class Outbox {
  readonly #options: Options
  #drained: Promise<void> | undefined

  constructor(options: Options) {
    this.#options = options
    options.socket.on('drain', () => options.hold(false))
  }

  /** Whether the client keeps up with reading. */
  send(frame: Frame): boolean {
    const { socket, limits, hold } = this.#options
    if (socket.destroyed || socket.writableEnded) return true
    const keepsUp = socket.write(encodeFrame(frame))
    if (socket.writableLength > limits.unsent) hold(true)
    return keepsUp
  }

  reply(header: FrameHeader, status: number, payload: Uint8Array): void {
    this.send({ header: { ...header, type: messageTypes.REPLY, status }, payload })
  }

  fail(header: FrameHeader, error: unknown): void {
    this.reply(header, messageStatus.ERROR, encode(wireError, toWireError(error), largestPayload))
  }

  /** An answer with descriptors, which are closed when they have gone. */
  replyWith(
    header: FrameHeader,
    body: Uint8Array,
    {
      carrier,
      descriptors,
      close,
    }: { carrier: DescriptorCarrier; descriptors: number[] } & Pick<DescriptorSupport, 'close'>,
  ): void {
    const payload = Buffer.concat([encode(uint, descriptors.length, 4), body])
    const status = messageStatus.OK
    const frame = encodeFrame({ header: { ...header, type: messageTypes.REPLY_WITH_FDS, status }, payload })
    // Where they can't be sent the connection ends, and its end is seen.
    carrier.send(frame, descriptors, close).catch(() => {})
  }

  tell({ number: program, version }: ProgramNumber, procedure: number, payload: Uint8Array): void {
    const { socket, limits } = this.#options
    // Of libvirt's own daemon events bear this serial.
    const header = { program, version, procedure, type: messageTypes.MESSAGE, serial: 1, status: messageStatus.OK }
    this.send({ header, payload })
    if (socket.writableLength > limits.unsentEvents) socket.destroy()
  }

  keepalive(procedure: number): void {
    const { number: program, version } = programs.keepalive
    const header = { program, version, procedure, type: messageTypes.MESSAGE, serial: 0, status: messageStatus.OK }
    this.send({ header, payload: new Uint8Array() })
  }

  /** Resolves when the client has read, or has gone; whoever waits, waits for the same. */
  drained(): Promise<void> {
    const { socket } = this.#options
    if (socket.destroyed) return Promise.resolve()
    this.#drained ??= new Promise((resolve) => {
      const done = (): void => {
        socket.off('drain', done).off('close', done)
        this.#drained = undefined
        resolve()
      }
      socket.on('drain', done).on('close', done)
    })
    return this.#drained
  }
}
