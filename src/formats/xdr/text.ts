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

/** Longer than names are, the engine's own encoder is quicker. */
const longestPlain = 64

/** Short, and each of its characters is one byte: most of what is sent. */
export function isPlain(text: string): boolean {
  if (text.length > longestPlain) return false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0 || code > 0x7f) return false
  }
  return true
}

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
