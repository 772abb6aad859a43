import { malformed, padded, type XdrReader } from './reader.ts'
import { decodeText, encodeText, isPlain } from './text.ts'
import type { XdrWriter } from './writer.ts'

/** How a value stands on the wire (RFC 4506): one declaration gives its type, its encoder and its decoder. */
export interface Xdr<T> {
  /** The fewest bytes that a value takes: so many of them can't be there if fewer bytes are. */
  readonly least: number
  encode(to: XdrWriter, value: T): void
  decode(from: XdrReader): T
}

/** The type of the values that a declaration describes. */
export type Wire<X> = X extends Xdr<infer T> ? T : never

export const int: Xdr<number> = {
  least: 4,
  encode: (to, value) => to.int(value),
  decode: (from) => from.int(),
}

export const uint: Xdr<number> = {
  least: 4,
  encode: (to, value) => to.uint(value),
  decode: (from) => from.uint(),
}

export const hyper: Xdr<bigint> = {
  least: 8,
  encode: (to, value) => to.hyper(value),
  decode: (from) => from.hyper(),
}

export const uhyper: Xdr<bigint> = {
  least: 8,
  encode: (to, value) => to.uhyper(value),
  decode: (from) => from.uhyper(),
}

export const double: Xdr<number> = {
  least: 8,
  encode: (to, value) => to.double(value),
  decode: (from) => from.double(),
}

export const bool: Xdr<boolean> = {
  least: 4,
  encode: (to, value) => to.uint(value ? 1 : 0),
  decode: (from) => {
    const value = from.uint()
    if (value > 1) throw malformed(`${value} is neither true nor false`)
    return value === 1
  },
}

/** Nothing at all: of procedures that take or give nothing. */
export const nothing: Xdr<void> = {
  least: 0,
  encode: () => {},
  decode: () => {},
}

/** UTF-8 of at most `max` bytes. */
export function string(max: number): Xdr<string> {
  return {
    least: 4,
    encode: (to, value) => {
      if (value.length <= max && isPlain(value)) {
        to.uint(value.length)
        to.plain(value)
        return
      }
      const bytes = encodeText(value)
      to.length(bytes.length, max, 'a string')
      to.bytes(bytes)
    },
    decode: (from) => decodeText(from.bytes(from.length(max, 'a string'))),
  }
}

/** At most `max` bytes. */
export function opaque(max: number): Xdr<Uint8Array> {
  return {
    least: 4,
    encode: (to, value) => {
      to.length(value.length, max, 'opaque data')
      to.bytes(value)
    },
    // A copy: what arrived is overwritten some day.
    decode: (from) => new Uint8Array(from.bytes(from.length(max, 'opaque data'))),
  }
}

/** Exactly `length` bytes. */
export function fixedOpaque(length: number): Xdr<Uint8Array> {
  return {
    least: padded(length),
    encode: (to, value) => {
      if (value.length !== length) throw malformed(`${value.length} bytes where ${length} belong`)
      to.bytes(value)
    },
    decode: (from) => new Uint8Array(from.bytes(length)),
  }
}

export function optional<T>(of: Xdr<T>): Xdr<T | undefined> {
  return {
    least: 4,
    encode: (to, value) => {
      bool.encode(to, value !== undefined)
      if (value !== undefined) of.encode(to, value)
    },
    decode: (from) => (bool.decode(from) ? of.decode(from) : undefined),
  }
}

/** At most `max` of them. */
export function list<T>(of: Xdr<T>, max: number): Xdr<T[]> {
  return {
    least: 4,
    encode: (to, values) => {
      to.length(values.length, max, 'a list')
      for (const value of values) of.encode(to, value)
    },
    decode: (from) => {
      const count = from.length(max, 'a list')
      if (count * of.least > from.remaining) throw malformed(`a list of ${count} is longer than its message`)
      const values: T[] = []
      for (let index = 0; index < count; index++) values.push(of.decode(from))
      return values
    },
  }
}

type Fields = Record<string, Xdr<never> | Xdr<unknown>>
type ValuesOf<F extends Fields> = { [K in keyof F]: Wire<F[K]> }

/** Fields in the order of the declaration. */
export function struct<F extends Fields>(fields: F): Xdr<ValuesOf<F>> {
  const entries = Object.entries(fields) as [keyof F & string, Xdr<unknown>][]
  return {
    least: entries.reduce((sum, [, { least }]) => sum + least, 0),
    encode: (to, value) => {
      for (const [name, type] of entries) type.encode(to, value[name])
    },
    // One assignment after the other: all values of a declaration then have one shape in the engine.
    decode: (from) => {
      const value: Record<string, unknown> = {}
      for (const [name, type] of entries) value[name] = type.decode(from)
      return value as ValuesOf<F>
    },
  }
}

/** Words for numbers; a number without a word is refused. */
export function enumeration<W extends string>(numbers: Record<W, number>): Xdr<W> {
  const words = new Map(Object.entries<number>(numbers).map(([word, number]) => [number, word as W]))
  return {
    least: 4,
    encode: (to, word) => to.int(numbers[word]),
    decode: (from) => {
      const number = from.int()
      const word = words.get(number)
      if (word === undefined) throw malformed(`${number} is none of ${Object.values(numbers).join(', ')}`)
      return word
    },
  }
}

type Arms = Record<string, readonly [number: number, type: Xdr<never> | Xdr<unknown>]>
type ArmOf<A extends Arms> = { [K in keyof A & string]: { type: K; value: Wire<A[K][1]> } }[keyof A & string]

/** A number that says what follows: `{type, value}`. */
export function union<A extends Arms>(arms: A): Xdr<ArmOf<A>> {
  const tags = enumeration(
    Object.fromEntries(Object.entries(arms).map(([name, [number]]) => [name, number])) as Record<
      keyof A & string,
      number
    >,
  )
  const typeOf = (name: keyof A & string): Xdr<unknown> => (arms[name] as Arms[string])[1] as Xdr<unknown>
  return {
    least: 4,
    encode: (to, { type, value }) => {
      tags.encode(to, type)
      typeOf(type).encode(to, value)
    },
    decode: (from) => {
      const type = tags.decode(from)
      return { type, value: typeOf(type).decode(from) } as ArmOf<A>
    },
  }
}

/** Another shape for the same bytes. */
export function mapped<W, T>(of: Xdr<W>, { read, write }: { read(wire: W): T; write(value: T): W }): Xdr<T> {
  return {
    least: of.least,
    encode: (to, value) => of.encode(to, write(value)),
    decode: (from) => read(of.decode(from)),
  }
}
