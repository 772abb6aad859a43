import { LodgeError } from '../../base/errors.ts'

/** Takes values off the front of some bytes. Lengths are compared with what is there before anything is made of them. */
export class XdrReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  int(): number {
    return this.#view.getInt32(this.#take(4))
  }

  uint(): number {
    return this.#view.getUint32(this.#take(4))
  }

  hyper(): bigint {
    return this.#view.getBigInt64(this.#take(8))
  }

  uhyper(): bigint {
    return this.#view.getBigUint64(this.#take(8))
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8))
  }

  /** A length or count that is at most `max`. */
  length(max: number, what: string): number {
    const length = this.uint()
    if (length > max) throw malformed(`${what} has ${length}, at most ${max} are allowed`)
    return length
  }

  /** A view, not a copy, of bytes that are padded to four. */
  bytes(length: number): Uint8Array {
    const start = this.#take(padded(length))
    return this.#bytes.subarray(start, start + length)
  }

  #take(length: number): number {
    if (length > this.remaining) throw malformed(`${length} bytes are wanted, ${this.remaining} are left`)
    const start = this.#at
    this.#at += length
    return start
  }
}

/** RFC 4506: everything takes a multiple of four bytes. */
export function padded(length: number): number {
  return Math.ceil(length / 4) * 4
}

/** What the other side sent is not what was agreed. */
export function malformed(message: string): LodgeError {
  return new LodgeError('RPC', message)
}
