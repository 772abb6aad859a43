import { malformed } from '../xdr/reader.ts'
import { decodeText } from '../xdr/text.ts'
import { alignmentOf, type Type, typesOf, type Value } from './types.ts'

/** Variants in variants, which no signature bounds. */
const deepest = 32

/** Takes values off the front of a message. Nothing is made of a length before it is known that so many bytes are there. */
export class DbusReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #lowestFirst: boolean
  #at = 0
  #depth = 0

  constructor(bytes: Uint8Array, lowestFirst = true) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#lowestFirst = lowestFirst
  }

  read(signature: string): Value[] {
    return typesOf(signature).map((type) => this.#value(type))
  }

  align(to: number): void {
    this.#take(-this.#at & (to - 1))
  }

  #value(type: Type): Value {
    this.align(alignmentOf(type))
    const [view, low] = [this.#view, this.#lowestFirst]
    switch (type.letter) {
      case 'y':
        return view.getUint8(this.#take(1))
      case 'b':
        return view.getUint32(this.#take(4), low) !== 0
      case 'n':
        return view.getInt16(this.#take(2), low)
      case 'q':
        return view.getUint16(this.#take(2), low)
      case 'i':
        return view.getInt32(this.#take(4), low)
      case 'u':
      case 'h':
        return view.getUint32(this.#take(4), low)
      case 'x':
        return view.getBigInt64(this.#take(8), low)
      case 't':
        return view.getBigUint64(this.#take(8), low)
      case 'd':
        return view.getFloat64(this.#take(8), low)
      case 's':
      case 'o':
        return this.#text(view.getUint32(this.#take(4), low))
      case 'g':
        return this.#text(view.getUint8(this.#take(1)))
      case 'v':
        return this.#variant()
      case 'a':
        return this.#array(type.of[0] as Type)
      default:
        return type.of.map((member) => this.#value(member))
    }
  }

  #variant(): Value {
    if (++this.#depth > deepest) throw malformed('variants are too deep')
    const signature = this.#text(this.#view.getUint8(this.#take(1)))
    const [value, ...more] = this.read(signature)
    if (value === undefined || more.length > 0) throw malformed(`a variant is one value, and not '${signature}'`)
    this.#depth--
    return { signature, value }
  }

  #array(element: Type): Value[] {
    const length = this.#view.getUint32(this.#take(4), this.#lowestFirst)
    this.align(alignmentOf(element))
    if (length > this.#bytes.length - this.#at) throw malformed('an array is longer than its message')
    const end = this.#at + length
    const values: Value[] = []
    while (this.#at < end) values.push(this.#value(element))
    if (this.#at !== end) throw malformed('an array ends within an element')
    return values
  }

  /** A zero stands behind it. */
  #text(length: number): string {
    const start = this.#take(length + 1)
    return decodeText(this.#bytes.subarray(start, start + length))
  }

  #take(length: number): number {
    if (length > this.#bytes.length - this.#at) throw malformed(`${length} bytes are wanted, fewer are left`)
    const start = this.#at
    this.#at += length
    return start
  }
}
