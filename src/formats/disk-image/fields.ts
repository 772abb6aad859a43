import { decodeText } from '../xdr/text.ts'
import { BrokenHeader, type ReadRange } from './image-header.ts'

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte)
}

/** QEMU makes no longer names, and reads none. */
const longestName = 1023

/** The name that stands at a place; undefined where the header has none. */
export async function nameAt(place: { offset: bigint; size: number }, range: ReadRange): Promise<string | undefined> {
  const { offset, size } = place
  if (offset === 0n || size === 0) return undefined
  if (size > longestName)
    throw new BrokenHeader(`the name of what it lies over has ${size} bytes: up to ${longestName}`)
  if (offset > BigInt(Number.MAX_SAFE_INTEGER)) throw new BrokenHeader('the name of what it lies over is out of reach')
  const bytes = await range(Number(offset), size)
  if (bytes.length < size) throw new BrokenHeader('it ends before the name of what it lies over')
  return textOf(bytes)
}

export function textOf(bytes: Uint8Array): string {
  try {
    return decodeText(bytes)
  } catch {
    throw new BrokenHeader('what it says of what it lies over is no text')
  }
}
