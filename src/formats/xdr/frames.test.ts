import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeFrame, type Frame, FrameSplitter, largestFrame, largestPayload, messageTypes } from './index.ts'

const header = { program: 0x20008086, version: 1, procedure: 66, type: messageTypes.CALL, serial: 0, status: 0 }
const plain = ({ header, payload }: Frame) => ({ header, payload: [...payload] })

function read(chunks: Iterable<Uint8Array>, limit?: number): ReturnType<typeof plain>[] {
  const splitter = new FrameSplitter(limit)
  return [...chunks].flatMap((chunk) => [...splitter.push(chunk)].map(plain))
}

/** The bytes in pieces that end at the given places. */
function* cut(bytes: Uint8Array, sizes: number[]): Generator<Uint8Array> {
  let at = 0
  for (const size of [...sizes, bytes.length]) {
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const frames: fc.Arbitrary<Frame> = fc.record({
  header: fc.record({
    program: word,
    version: word,
    procedure: word,
    type: fc.constantFrom(0, 1, 2, 3, 6),
    serial: word,
    status: word,
  }),
  payload: fc.uint8Array({ maxLength: 40 }),
})

describe('frames', () => {
  test("a client's first call, byte by byte", () => {
    const bytes = Buffer.from('0000001c2000808600000001000000420000000000000000'.padEnd(56, '0'), 'hex')
    expect(Buffer.from(encodeFrame({ header, payload: new Uint8Array() }))).toEqual(bytes)
    expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual([{ header, payload: [] }])
  })

  test('any frames, cut anywhere, come back whole and in order', () => {
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 4 }), fc.array(fc.nat(30)), (sent, sizes) => {
        const bytes = Buffer.concat(sent.map(encodeFrame))
        expect(read(cut(bytes, sizes))).toEqual(sent.map(plain))
      }),
    )
  })

  test('one frame, cut in two at every byte', () => {
    const frame = { header, payload: Uint8Array.from({ length: 9 }, (_, index) => index) }
    const bytes = encodeFrame(frame)
    for (let at = 0; at <= bytes.length; at++) expect(read(cut(bytes, [at]))).toEqual([plain(frame)])
  })

  test('behind descriptors stands a byte for each, wherever the stream is cut', () => {
    const first = { header: { ...header, type: messageTypes.CALL_WITH_FDS }, payload: Uint8Array.of(0, 0, 0, 3, 9) }
    const second = { header, payload: Uint8Array.of(1) }
    const bytes = Buffer.concat([encodeFrame(first), new Uint8Array(3), encodeFrame(second)])
    for (let at = 0; at <= bytes.length; at++) expect(read(cut(bytes, [at]))).toEqual([plain(first), plain(second)])
  })
})

describe('what ends a connection', () => {
  const withLength = (length: number): Uint8Array => {
    const bytes = encodeFrame({ header, payload: new Uint8Array(100) })
    new DataView(bytes.buffer).setUint32(0, length)
    return bytes
  }

  test.each([0, 3, 4, 10, 27])('a length of %d has no room for its header', (length) => {
    expect(() => read([withLength(length)])).toThrow(/no room for its header/)
  })

  test.each([largestFrame + 1, 2 ** 31, 2 ** 32 - 1])('a length of %d is refused before its bytes come', (length) => {
    expect(() => read([withLength(length).subarray(0, 4)])).toThrow(/too long/)
  })

  test('the limits themselves are fine, one more is not', () => {
    const payload = new Uint8Array(largestPayload)
    expect(new FrameSplitter().push(encodeFrame({ header, payload })).next().value?.payload.length).toBe(largestPayload)
    expect(() => encodeFrame({ header, payload: new Uint8Array(largestPayload + 1) })).toThrow(/can't be sent/)
    expect(read([withLength(28).subarray(0, 28)], 28)).toHaveLength(1)
    expect(() => read([withLength(29)], 28)).toThrow(/28 are allowed/)
  })

  test('more descriptors than a message may have', () => {
    const frame = (count: number) =>
      encodeFrame({ header: { ...header, type: messageTypes.CALL_WITH_FDS }, payload: Uint8Array.of(0, 0, 0, count) })
    expect(read([frame(32)])).toHaveLength(1)
    expect(() => read([frame(33)])).toThrow(/33 descriptors/)
    expect(() =>
      read([encodeFrame({ header: { ...header, type: messageTypes.CALL_WITH_FDS }, payload: new Uint8Array(3) })]),
    ).toThrow(/how many/)
  })
})
