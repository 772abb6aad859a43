import { closeSync, constants, openSync, readSync } from 'node:fs'
import { Duplex } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import { errnoOf, systemError } from './files.ts'

/**
 * The other end of a pseudo-terminal that the emulator has made. It has made it raw, and it has to stay so: what a line
 * discipline adds or echoes never was the guest's.
 */
export class Pty extends Duplex {
  readonly #readable: ReadStream
  readonly #writable: WriteStream
  readonly #path: string
  #caughtUp = 0

  constructor(path: string) {
    super({ allowHalfOpen: false })
    this.#path = path
    this.#readable = new ReadStream(open(path, constants.O_RDONLY))
    this.#writable = new WriteStream(open(path, constants.O_WRONLY))
    this.#readable.setRawMode(true)
    this.#readable.on('data', (chunk) => {
      if (!this.push(chunk)) this.#readable.pause()
    })
    this.#readable.once('end', () => this.push(null))
    for (const half of [this.#readable, this.#writable]) {
      // The kernel reports the emulator's end as EIO; for whoever reads it is simply the end.
      half.on('error', (error) => (errnoOf(error) === 'EIO' ? this.push(null) : this.destroy(error)))
    }
  }

  /** Bytes that have come from the other end, whether they have been taken from the stream or not. */
  get bytesReceived(): number {
    return this.#readable.bytesRead + this.#caughtUp
  }

  /**
   * Takes what has been written at the other end and is not told of yet: it is handed on by a thread of the kernel's, which a
   * busy machine keeps waiting. Only who reads has it done at once.
   */
  catchUp(): void {
    // What the stream has read comes first.
    if (this.destroyed || this.#readable.isPaused() || this.#readable.readableLength > 0) return
    try {
      const descriptor = openSync(this.#path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
      try {
        this.#take(descriptor)
      } finally {
        closeSync(descriptor)
      }
    } catch (error) {
      // The emulator has gone, or there is nothing.
      if (errnoOf(error) === undefined) throw error
    }
  }

  #take(descriptor: number): void {
    for (;;) {
      const chunk = Buffer.alloc(4096)
      const length = readSync(descriptor, chunk)
      if (length === 0) return
      this.#caughtUp += length
      if (this.push(chunk.subarray(0, length))) continue
      this.#readable.pause()
      return
    }
  }

  override _read(): void {
    this.#readable.resume()
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.#writable.write(chunk, (error) => done(error && errnoOf(error) !== 'EIO' ? error : null))
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#readable.destroy()
    this.#writable.destroy()
    done(error)
  }
}

function open(path: string, access: number): number {
  try {
    return openSync(path, access | constants.O_NOCTTY)
  } catch (error) {
    throw systemError(error, `cannot open the console ${path}`, path)
  }
}
