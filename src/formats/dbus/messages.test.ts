import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeMessage, type Message, MessageSplitter, messageTypes, type Value } from './index.ts'

const read = (chunks: Iterable<Uint8Array>, limit = 1 << 20): Message[] => {
  const splitter = new MessageSplitter(limit)
  return [...chunks].flatMap((chunk) => [...splitter.push(chunk)])
}

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex')

/** What every connection says first, laid out by hand from the specification. */
const hello = bytes(`
  6c01000100000000 01000000 6e000000
  01016f00 15000000 2f6f72672f667265656465736b746f702f44427573000000
  06017300 14000000 6f72672e667265656465736b746f702e4442757300000000
  02017300 14000000 6f72672e667265656465736b746f702e4442757300000000
  03017300 05000000 48656c6c6f000000`)

describe('messages', () => {
  test('are as the specification has them', () => {
    expect(read([hello])).toEqual([
      {
        ...{ type: messageTypes.call, serial: 1, path: '/org/freedesktop/DBus', member: 'Hello', body: [] },
        ...{ destination: 'org.freedesktop.DBus', interface: 'org.freedesktop.DBus' },
      },
    ])
    const { destination, path, member, body, serial, type } = read([hello])[0] as Message
    const again = { type, serial, path, destination, interface: 'org.freedesktop.DBus', member, body }
    expect(Buffer.from(encodeMessage(again)).toString('hex')).toBe(Buffer.from(hello).toString('hex'))
  })

  test('the highest byte of a number may come first', () => {
    const reply = bytes(
      '42 02 00 01 00000008 00000009 00000010 05 01 75 00 00000002 08 01 67 00 02 7569 00 00000007 ffffffff',
    )
    expect(read([reply])).toEqual([
      { type: messageTypes.reply, serial: 9, replySerial: 2, signature: 'ui', body: [7, -1] },
    ])
  })

  const body = [
    ...['text', 5, -5, true, 2n ** 63n, ['a', 'b'], [['k', { signature: 'v', value: { signature: 'u', value: 1 } }]]],
    ...[[1, ['x']], [[1n], [2n]], [], { signature: 'a{sv}', value: [] }],
  ] as Value[]
  const message = { type: messageTypes.call, serial: 3, signature: 'suibtasa{sv}(yas)a(t)a(tt)v', body }

  test('any values come back, wherever the bytes are cut', () => {
    const whole = encodeMessage(message)
    for (let at = 0; at <= whole.length; at++)
      expect(read([whole.subarray(0, at), whole.subarray(at)])).toEqual([message])
    expect(read([...whole, ...whole].map((byte) => Uint8Array.of(byte)))).toEqual([message, message])
  })

  test('garbage of any kind is refused or read, in bounded time', () => {
    const whole = encodeMessage(message)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const broken = whole.slice()
        for (const [at, byte] of changes) broken[at] = byte
        try {
          read([broken])
        } catch (error) {
          expect(error).toMatchObject({ code: 'RPC' })
        }
      }),
      { numRuns: 2000, seed: 1 },
    )
  })
})

describe('what ends a connection', () => {
  const withSignature = (signature: string, rest: string): Uint8Array => {
    const head = encodeMessage({
      type: messageTypes.call,
      serial: 1,
      signature: 'g'.repeat(signature.length),
      body: Array(signature.length).fill(''),
    })
    const at = Buffer.from(head).indexOf('g'.repeat(signature.length), 20)
    const found = Buffer.from(head.slice())
    found.write(signature, at)
    return Buffer.concat([found, bytes(rest)])
  }

  test.each(['(', 'a', 'z', '()', 'a'.repeat(40)])("the signature '%s'", (signature) => {
    expect(() => read([withSignature(signature, '')])).toThrow(/signature|structure/)
  })

  test('variants in variants without end', () => {
    let value: Value = 1
    for (let depth = 0; depth < 40; depth++) value = { signature: depth ? 'v' : 'u', value }
    expect(() => read([encodeMessage({ ...{ type: 1, serial: 1, signature: 'v' }, body: [value] })])).toThrow(
      /too deep/,
    )
  })

  test('an array that is longer than what there is, or ends within an element', () => {
    const array = encodeMessage({ type: 1, serial: 1, signature: 'au', body: [[1, 2]] })
    const at = array.length - 12
    for (const length of [9, 6, 0xffffffff]) {
      const broken = array.slice()
      new DataView(broken.buffer).setUint32(at, length, true)
      expect(() => read([broken])).toThrow(/array|wanted/)
    }
  })

  test('more than is allowed, before it has come', () => {
    expect(() => read([bytes('6c01000100010000 01000000 00000000')], 200)).toThrow(/too long/)
    expect(() => read([bytes('6c010001ffffffff 01000000 ffffffff')])).toThrow(/too long/)
  })
})
