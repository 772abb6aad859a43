import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bool,
  decode,
  double,
  encode,
  enumeration,
  fixedOpaque,
  hyper,
  int,
  list,
  nothing,
  opaque,
  optional,
  string,
  struct,
  typedParameters,
  uhyper,
  uint,
  union,
  type Xdr,
} from './index.ts'

const limit = 1 << 20
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex')
const word = (value: number): Uint8Array => encode(uint, value, limit)

/** Every value comes back, in a multiple of four bytes, no fewer than are promised; and no shorter text is taken for it. */
function survives<T>(type: Xdr<T>, values: fc.Arbitrary<T>): void {
  fc.assert(
    fc.property(values, (value) => {
      const encoded = encode(type, value, limit)
      expect(encoded.length % 4).toBe(0)
      expect(encoded.length).toBeGreaterThanOrEqual(type.least)
      expect(decode(type, encoded)).toEqual(value)
      expect(decode(type, Buffer.concat([encoded, word(7)]))).toEqual(value)
      for (let end = 0; end < encoded.length; end++) {
        expect(() => decode(type, encoded.subarray(0, end))).toThrow(expect.objectContaining({ code: 'RPC' }))
      }
    }),
    { numRuns: 50 },
  )
}

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0'))
const signed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const unsigned = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const whole = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const natural = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const raw = (max: number) => fc.uint8Array({ maxLength: max })

describe('round trips', () => {
  const shape = union({ number: [1, int], name: [5, string(80)], none: [9, nothing] })
  const cases: Record<string, () => void> = {
    int: () => survives(int, whole),
    uint: () => survives(uint, natural),
    hyper: () => survives(hyper, signed),
    uhyper: () => survives(uhyper, unsigned),
    double: () => survives(double, fc.double({ noNaN: true })),
    bool: () => survives(bool, fc.boolean()),
    string: () => survives(string(400), text),
    opaque: () => survives(opaque(9), raw(9)),
    'opaque of a fixed length': () => survives(fixedOpaque(5), fc.uint8Array({ minLength: 5, maxLength: 5 })),
    optional: () => survives(optional(int), fc.option(whole, { nil: undefined })),
    list: () => survives(list(string(400), 5), fc.array(text, { maxLength: 5 })),
    struct: () => survives(struct({ b: uint, a: string(400) }), fc.record({ b: natural, a: text })),
    enumeration: () => survives(enumeration({ off: 0, on: 7 }), fc.constantFrom('off', 'on')),
    union: () =>
      survives(
        shape,
        fc.oneof(
          fc.record({ type: fc.constant('number' as const), value: whole }),
          fc.record({ type: fc.constant('name' as const), value: text }),
          fc.constant({ type: 'none' as const, value: undefined }),
        ),
      ),
    'typed parameters': () =>
      survives(
        typedParameters(4),
        fc.array(
          fc.oneof(
            fc.record({ name: text, type: fc.constant('int' as const), value: whole }),
            fc.record({ name: text, type: fc.constant('ullong' as const), value: unsigned }),
            fc.record({ name: text, type: fc.constant('llong' as const), value: signed }),
            fc.record({ name: text, type: fc.constant('boolean' as const), value: fc.boolean() }),
            fc.record({ name: text, type: fc.constant('string' as const), value: text }),
          ),
          { maxLength: 4 },
        ),
      ),
  }
  test.each(Object.entries(cases))('%s', (_, run) => run())
})

describe('bytes', () => {
  test.each<[string, Uint8Array, string]>([
    ['a negative int', encode(int, -2, limit), 'fffffffe'],
    ['a hyper', encode(hyper, -1n, limit), 'ffffffffffffffff'],
    ['a double', encode(double, 1.5, limit), '3ff8000000000000'],
    ['a string, padded', encode(string(9), 'héé', limit), '00000005 68c3a9c3 a9000000'],
    ['an absent value', encode(optional(int), undefined, limit), '00000000'],
    ['a present value', encode(optional(int), 3, limit), '00000001 00000003'],
    ['a list', encode(list(bool, 2), [true, false], limit), '00000002 00000001 00000000'],
    [
      'a typed parameter',
      encode(typedParameters(1), [{ name: 'a', type: 'uint', value: 2 }], limit),
      '00000001 00000001 61000000 00000002 00000002',
    ],
  ])('%s', (_, encoded, expected) => {
    expect(hex(encoded)).toBe(expected.replaceAll(' ', ''))
  })
})

describe('bounds, before anything is made', () => {
  const lengths = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]
  const bounded: Record<string, { type: Xdr<never> | Xdr<unknown>; of: (size: number) => unknown }> = {
    string: { type: string(3), of: (size) => 'x'.repeat(size) },
    opaque: { type: opaque(3), of: (size) => new Uint8Array(size) },
    list: { type: list(int, 3), of: (size) => new Array(size).fill(0) },
    'typed parameters': {
      type: typedParameters(3),
      of: (size) => new Array(size).fill({ name: '', type: 'int', value: 0 }),
    },
  }
  test.each(Object.entries(bounded))('%s', (_, { type, of }) => {
    const any = type as Xdr<unknown>
    for (const size of [2, 3]) expect(decode(any, encode(any, of(size), limit))).toEqual(of(size))
    expect(() => encode(any, of(4), limit)).toThrow(/4, at most 3/)
    for (const length of [4, ...lengths]) {
      expect(() => decode(any, Buffer.concat([word(length), new Uint8Array(64)]))).toThrow(/at most 3/)
    }
  })

  test('a count that its message has no room for is refused at once, whatever its limit', () => {
    const pairs = struct({ a: uint, b: list(uint, 2 ** 32 - 1) })
    for (const count of [3, ...lengths]) {
      const message = Buffer.concat([word(count), new Uint8Array(16)])
      expect(() => decode(list(pairs, 2 ** 32 - 1), message)).toThrow(/longer than its message/)
    }
  })

  test.each<[string, () => unknown]>([
    ['numbers outside their type', () => encode(int, 2 ** 31, limit)],
    ['fractions', () => encode(uint, 1.5, limit)],
    ['negative unsigned numbers', () => encode(uint, -1, limit)],
    ['hypers outside 64 bits', () => encode(uhyper, 2n ** 64n, limit)],
    ['fixed data of another length', () => encode(fixedOpaque(4), new Uint8Array(3), limit)],
    ['messages above the limit', () => encode(opaque(100), new Uint8Array(100), 103)],
    ['strings with a NUL, out', () => encode(string(9), 'a\0b', limit)],
    ['strings with a NUL, in', () => decode(string(9), bytes('00000003 61006200'))],
    ['strings that are not UTF-8', () => decode(string(9), bytes('00000001 ff000000'))],
    ['booleans that are neither', () => decode(bool, word(2))],
    ['absence that is neither', () => decode(optional(int), bytes('00000002 00000000'))],
    ['words that are not in the list', () => decode(enumeration({ on: 1 }), word(2))],
    ['arms that are not in the union', () => decode(union({ on: [1, int] }), bytes('00000002 00000000'))],
  ])('%s are refused', (_, act) => {
    expect(act).toThrow(expect.objectContaining({ code: 'RPC' }))
  })
})

test('a message larger than the first room for it is whole', () => {
  const values = Array.from({ length: 1000 }, (_, index) => `${index}`)
  const type = list(string(9), 1000)
  expect(decode(type, encode(type, values, limit))).toEqual(values)
})
