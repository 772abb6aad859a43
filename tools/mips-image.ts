import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** In KSEG0, where a Malta board has memory that needs no page tables. */
const origin = 0x80100000

const [zero, a0, a1, t0, t1] = [0, 4, 5, 8, 9]
const immediate = (operation: number) => (source: number, target: number, value: number) =>
  ((operation << 26) | (source << 21) | (target << 16) | (value & 0xffff)) >>> 0
const [beq, addiu, andi, lui, lb, lbu, sb] = [4, 9, 12, 15, 32, 36, 40].map(immediate) as [Op, Op, Op, Op, Op, Op, Op]
type Op = ReturnType<typeof immediate>
const nop = 0

/** Branches count from the instruction after them, which runs before they are taken. */
const code = (greeting: number): number[] => [
  lui(zero, t0, 0xb800), //           t0 = the PCI bridge's I/O ports, uncached
  lui(zero, a1, greeting >>> 16), //  a1 = greeting
  addiu(a1, a1, greeting),
  lb(a1, a0, 0), //             next: a0 = character
  beq(a0, zero, 8), //                at the end, halt
  nop,
  lbu(t0, t1, 0x3fd), //        wait: line status of the first serial port
  andi(t1, t1, 0x20),
  beq(t1, zero, -3), //               not ready for a character: wait
  nop,
  sb(t0, a0, 0x3f8), //               write it
  beq(zero, zero, -9), //             next
  addiu(a1, a1, 1),
  beq(zero, zero, -1), //       halt: halt
  nop,
]

/** The kernel of examples/mips.xml: Debian has no firmware for the board, so this says hello in its place. */
export function mipsImage(): Uint8Array {
  const greeting = Buffer.from('Hello from your guest: a MIPS Malta board.\r\n\0')
  const words = code(origin + code(0).length * 4)
  const image = Buffer.alloc(words.length * 4 + greeting.length)
  words.forEach((word, index) => image.writeUInt32BE(word, index * 4))
  greeting.copy(image, words.length * 4)
  return Buffer.concat([elfHeader(), programHeader(image.length), image])
}

const headerSize = 52
const programHeaderSize = 32

function elfHeader(): Buffer {
  const header = Buffer.alloc(headerSize)
  header.set([0x7f, 0x45, 0x4c, 0x46, 1, 2, 1]) // 32 bits, big endian
  const halves: [number, number][] = [
    [16, 2],
    [18, 8],
    [40, headerSize],
    [42, programHeaderSize],
    [44, 1],
  ]
  for (const [offset, value] of halves) header.writeUInt16BE(value, offset)
  const words: [number, number][] = [
    [20, 1],
    [24, origin],
    [28, headerSize],
    [36, 0x1000],
  ]
  for (const [offset, value] of words) header.writeUInt32BE(value, offset)
  return header
}

function programHeader(size: number): Buffer {
  const header = Buffer.alloc(programHeaderSize)
  const load = [1, headerSize + programHeaderSize, origin, origin, size, size, 5, 4]
  load.forEach((word, index) => header.writeUInt32BE(word, index * 4))
  return header
}

if (import.meta.main) writeFileSync(fileURLToPath(new URL('../examples/mips.elf', import.meta.url)), mipsImage())
