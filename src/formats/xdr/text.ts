import { malformed } from './reader.ts'

// The Encoding Standard's two classes are in every JavaScript engine's surroundings, and in no library of the compiler's but the browser's.
declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  constructor(label: string, options: { fatal: boolean; ignoreBOM: boolean })
  decode(bytes: Uint8Array): string
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeText(text: string): Uint8Array {
  // The other side's strings end at a NUL.
  if (text.includes('\0')) throw malformed('a string with a NUL can not be sent')
  return encoder.encode(text)
}

export function decodeText(bytes: Uint8Array): string {
  if (bytes.includes(0)) throw malformed('a string has a NUL in it')
  try {
    return decoder.decode(bytes)
  } catch {
    throw malformed('a string is not UTF-8')
  }
}
