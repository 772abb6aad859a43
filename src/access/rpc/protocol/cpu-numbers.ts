import { mapped, opaque, type Xdr } from '../../../formats/xdr/index.ts'
import { bounds } from './types.ts'

/** Processors of the host: a bit each, the first in the lowest bit of the first byte. */
export const cpuNumbers: Xdr<number[]> = mapped(opaque(bounds.cpuMap), {
  read: (bytes) =>
    Array.from(bytes).flatMap((byte, at) =>
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bit) => (byte & (1 << bit) ? [at * 8 + bit] : [])),
    ),
  write: (numbers) => {
    const bytes = new Uint8Array(1 + Math.floor(Math.max(0, ...numbers) / 8))
    for (const number of numbers) bytes[number >> 3] = (bytes[number >> 3] ?? 0) | (1 << (number & 7))
    return bytes
  },
})
