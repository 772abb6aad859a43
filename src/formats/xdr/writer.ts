import { malformed, padded } from './reader.ts'

/** Puts values behind each other; the room grows by doubling, up to a limit. */
export class XdrWriter {
  readonly #limit: number
  #bytes = new Uint8Array(256)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  int(value: number): void {
    requireRange(value, -(2 ** 31), 2 ** 31 - 1)
    const at = this.#room(4)
    this.#view.setInt32(at, value)
  }

  uint(value: number): void {
    requireRange(value, 0, 2 ** 32 - 1)
    const at = this.#room(4)
    this.#view.setUint32(at, value)
  }

  hyper(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw outside(value)
    const at = this.#room(8)
    this.#view.setBigInt64(at, value)
  }

  uhyper(value: bigint): void {
    if (BigInt.asUintN(64, value) !== value) throw outside(value)
    const at = this.#room(8)
    this.#view.setBigUint64(at, value)
  }

  double(value: number): void {
    const at = this.#room(8)
    this.#view.setFloat64(at, value)
  }

  length(length: number, max: number, what: string): void {
    if (length > max) throw malformed(`${what} has ${length}, at most ${max} are allowed`)
    this.uint(length)
  }

  /** Padded with zeros to four. */
  bytes(bytes: Uint8Array): void {
    const at = this.#room(padded(bytes.length))
    this.#bytes.set(bytes, at)
  }

  /** Characters of one byte each, padded with zeros to four. */
  plain(text: string): void {
    const start = this.#room(padded(text.length))
    for (let at = 0; at < text.length; at++) this.#bytes[start + at] = text.charCodeAt(at)
  }

  /** A view of what was written. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  #room(length: number): number {
    const start = this.#length
    const end = start + length
    if (end > this.#limit) throw malformed(`a message of more than ${this.#limit} bytes can't be sent`)
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      larger.set(this.#bytes)
      this.#bytes = larger
      this.#view = new DataView(larger.buffer)
    }
    this.#length = end
    return start
  }
}

function requireRange(value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw outside(value)
}

function outside(value: number | bigint): Error {
  return malformed(`${value} does not fit its type on the wire`)
}
