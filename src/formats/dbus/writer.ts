import { malformed } from '../xdr/reader.ts'
import { encodeText } from '../xdr/text.ts'
import { alignmentOf, type Type, typesOf, type Value, type Variant } from './types.ts'

interface NumberType {
  size: number
  put(view: DataView, at: number, value: Value): void
}

const numbers: Record<string, NumberType> = {
  y: { size: 1, put: (view, at, value) => view.setUint8(at, Number(value)) },
  b: { size: 4, put: (view, at, value) => view.setUint32(at, value ? 1 : 0, true) },
  i: { size: 4, put: (view, at, value) => view.setInt32(at, Number(value), true) },
  u: { size: 4, put: (view, at, value) => view.setUint32(at, Number(value), true) },
  t: { size: 8, put: (view, at, value) => view.setBigUint64(at, BigInt(value as bigint), true) },
}

/** Values behind each other, padded as their types are; the lowest byte of a number comes first. */
export class DbusWriter {
  #bytes = new Uint8Array(256)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  write(signature: string, values: readonly Value[]): this {
    const types = typesOf(signature)
    if (types.length !== values.length) throw malformed(`'${signature}' is for ${types.length} values`)
    types.forEach((type, index) => void this.#value(type, values[index] as Value))
    return this
  }

  align(to: number): this {
    this.#room(-this.#length & (to - 1))
    return this
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  #value({ letter, of }: Type, value: Value): void {
    this.align(alignmentOf({ letter, of }))
    const number = numbers[letter]
    if (number) {
      const at = this.#room(number.size)
      number.put(this.#view, at, value)
    } else if (letter === 's' || letter === 'o') this.#text(value as string, 4)
    else if (letter === 'g') this.#text(value as string, 1)
    else if (letter === 'v') {
      const { signature, value: inner } = value as Variant
      this.#text(signature, 1)
      this.write(signature, [inner])
    } else if (letter === 'a') this.#array(of[0] as Type, value as Value[])
    else if (of.length > 0)
      for (const [index, member] of of.entries()) this.#value(member, (value as Value[])[index] as Value)
    else throw malformed(`nothing of the type ${letter} is sent`)
  }

  #text(text: string, lengthSize: 1 | 4): void {
    const bytes = encodeText(text)
    const at = this.#room(lengthSize + bytes.length + 1)
    if (lengthSize === 1) this.#view.setUint8(at, bytes.length)
    else this.#view.setUint32(at, bytes.length, true)
    this.#bytes.set(bytes, at + lengthSize)
  }

  /** Its length is that of the elements, without what stands before the first one. */
  #array(element: Type, values: readonly Value[]): void {
    const at = this.#room(4)
    this.align(alignmentOf(element))
    const start = this.#length
    for (const each of values) this.#value(element, each)
    this.#view.setUint32(at, this.#length - start, true)
  }

  /** Zeros are there already. */
  #room(length: number): number {
    const at = this.#length
    this.#length += length
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
      this.#view = new DataView(larger.buffer)
    }
    return at
  }
}
