import { malformed } from '../xdr/reader.ts'
import { DbusReader } from './reader.ts'
import type { Value, Variant } from './types.ts'
import { DbusWriter } from './writer.ts'

export const messageTypes = { call: 1, reply: 2, error: 3, signal: 4 } as const

/** What stands in a message's header, by its number there, with its type. */
const fields = {
  path: [1, 'o'],
  interface: [2, 's'],
  member: [3, 's'],
  errorName: [4, 's'],
  replySerial: [5, 'u'],
  destination: [6, 's'],
  sender: [7, 's'],
  signature: [8, 'g'],
} as const

type Fields = { [K in keyof typeof fields]?: (typeof fields)[K][1] extends 'u' ? number : string }

export interface Message extends Fields {
  type: number
  serial: number
  body: readonly Value[]
}

const version = 1
/** Of the header without its fields, of which the last is their length. */
const fixedLength = 16

export function encodeMessage({ type, serial, body, ...named }: Message): Uint8Array {
  const content = new DbusWriter().write(named.signature ?? '', body).bytes
  const entries = Object.entries(named).filter(([, value]) => value !== undefined) as [keyof Fields, string | number][]
  const header = entries.map(([name, value]): Value => {
    const [number, signature] = fields[name]
    return [number, { signature, value }]
  })
  const head = new DbusWriter().write('yyyyuua(yv)', [
    'l'.charCodeAt(0),
    type,
    0,
    version,
    content.length,
    serial,
    header,
  ])
  const { bytes } = head.align(8)
  const whole = new Uint8Array(bytes.length + content.length)
  whole.set(bytes)
  whole.set(content, bytes.length)
  return whole
}

/** Cuts a stream of bytes, split anywhere, into messages. What it throws can't be recovered from. */
export class MessageSplitter {
  readonly #limit: number
  #held = new Uint8Array()

  constructor(limit: number) {
    this.#limit = limit
  }

  *push(chunk: Uint8Array): Generator<Message> {
    const all = new Uint8Array(this.#held.length + chunk.length)
    all.set(this.#held)
    all.set(chunk, this.#held.length)
    this.#held = all
    for (let length = this.#length(); length !== undefined; length = this.#length()) {
      const message = decodeMessage(this.#held.subarray(0, length))
      this.#held = this.#held.subarray(length)
      yield message
    }
  }

  /** Of the first message, once all of it is there. */
  #length(): number | undefined {
    if (this.#held.length < fixedLength) return undefined
    const [, , , , body = 0, , named = 0] = readerOf(this.#held).read('yyyyuuu') as number[]
    const length = fixedLength + ((named + 7) & ~7) + body
    if (named > this.#limit || body > this.#limit || length > this.#limit) throw malformed('a message is too long')
    return this.#held.length < length ? undefined : length
  }
}

function decodeMessage(bytes: Uint8Array): Message {
  const reader = readerOf(bytes)
  const [, type = 0, , , , serial = 0] = reader.read('yyyyuu') as number[]
  const [header] = reader.read('a(yv)') as [[number, Variant][]]
  reader.align(8)
  const found = Object.entries(fields).flatMap(([name, [number, signature]]) => {
    const field = header.find(([each]) => each === number)?.[1]
    return field?.signature === signature ? [[name, field.value]] : []
  })
  const named: Fields = Object.fromEntries(found)
  return { type, serial, ...named, body: reader.read(named.signature ?? '') }
}

function readerOf(bytes: Uint8Array): DbusReader {
  const [first] = bytes
  const order = String.fromCharCode(first ?? 0)
  if (order !== 'l' && order !== 'B') throw malformed('a message begins with neither order of bytes')
  return new DbusReader(bytes, order === 'l')
}
