import { readFileSync } from 'node:fs'
import { endianness } from 'node:os'

/** elf.h: the auxiliary vector's entry with the size of a page. */
const AT_PAGESZ = 6n

export function pageSize(): number {
  try {
    const bytes = readFileSync('/proc/self/auxv')
    const read = (at: number) => (endianness() === 'LE' ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
    for (let at = 0; at + 16 <= bytes.length; at += 16) if (read(at) === AT_PAGESZ) return Number(read(at + 8))
  } catch {
    // Without /proc the usual size is as good as any.
  }
  return 4096
}
