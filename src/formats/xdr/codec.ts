import { XdrReader } from './reader.ts'
import type { Xdr } from './types.ts'
import { XdrWriter } from './writer.ts'

export function encode<T>(type: Xdr<T>, value: T, limit: number): Uint8Array {
  const writer = new XdrWriter(limit)
  type.encode(writer, value)
  return writer.finish()
}

/** Bytes behind the value are ignored, as libvirt does: a newer client's message may be longer. */
export function decode<T>(type: Xdr<T>, bytes: Uint8Array): T {
  return type.decode(new XdrReader(bytes))
}
