import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the BIOS loads a boot sector. */
const origin = 0x7c00
const sectorSize = 512
/** SeaBIOS reads by cylinder, head and sector, and sees no cylinder on a smaller disk. */
const diskSize = 512 * 1024

const encoder = new TextEncoder()
const text = (value: string): number[] => [...encoder.encode(value), 0]

const greeting = text('Hello from your guest: a boot sector of 512 bytes.\r\nThe processor says that it is run by ')
const goodbye = text('.\r\nNothing more to do here: powering off.\r\n')
const vendor = new Array<number>(13).fill(0)

/** 8086 code with a few 386 instructions; jumps are relative, addresses of texts are filled in by `assemble`. */
const code = ({ greeting, vendor, goodbye }: Record<'greeting' | 'vendor' | 'goodbye', number>): number[][] => [
  [0xfa], //                                     cli
  [0x31, 0xc0], //                               xor   ax, ax
  [0x8e, 0xd8], //                               mov   ds, ax
  [0x8e, 0xd0], //                               mov   ss, ax
  [0xbc, ...word(origin)], //                    mov   sp, 0x7c00
  [0xfc], //                                     cld
  [0xbe, ...word(greeting)], //                  mov   si, greeting
  [0xe8, 0x2d, 0x00], //                         call  print
  // The hypervisor's signature stands in ebx, ecx, edx of this leaf: KVMKVMKVM, TCGTCGTCGTCG, …
  [0x66, 0xb8, 0x00, 0x00, 0x00, 0x40], //       mov   eax, 0x40000000
  [0x0f, 0xa2], //                               cpuid
  [0x66, 0x89, 0x1e, ...word(vendor)], //        mov   [vendor], ebx
  [0x66, 0x89, 0x0e, ...word(vendor + 4)], //    mov   [vendor + 4], ecx
  [0x66, 0x89, 0x16, ...word(vendor + 8)], //    mov   [vendor + 8], edx
  [0xbe, ...word(vendor)], //                    mov   si, vendor
  [0xe8, 0x10, 0x00], //                         call  print
  [0xbe, ...word(goodbye)], //                   mov   si, goodbye
  [0xe8, 0x0a, 0x00], //                         call  print
  // ACPI power-off: SLP_EN in the PM1 control register, which SeaBIOS puts there on pc and q35 alike.
  [0xba, 0x04, 0x06], //                         mov   dx, 0x604
  [0xb8, 0x00, 0x20], //                         mov   ax, 0x2000
  [0xef], //                                     out   dx, ax
  [0xf4], //                              halt:  hlt
  [0xeb, 0xfd], //                               jmp   halt
  [0xac], //                              print: lodsb
  [0x84, 0xc0], //                               test  al, al
  [0x74, 0x12], //                               jz    done
  [0x88, 0xc4], //                               mov   ah, al
  [0xba, 0xfd, 0x03], //                         mov   dx, 0x3fd     line status of COM1
  [0xec], //                              wait:  in    al, dx
  [0xa8, 0x20], //                               test  al, 0x20      ready for a byte?
  [0x74, 0xfb], //                               jz    wait
  [0x88, 0xe0], //                               mov   al, ah
  [0xba, 0xf8, 0x03], //                         mov   dx, 0x3f8     COM1
  [0xee], //                                     out   dx, al
  [0xeb, 0xe9], //                               jmp   print
  [0xc3], //                              done:  ret
]

function word(value: number): number[] {
  return [value & 0xff, value >> 8]
}

/** The disk of examples/hello.xml: a boot sector and nothing else. */
export function helloImage(): Uint8Array {
  const length = code({ greeting: 0, vendor: 0, goodbye: 0 }).flat().length
  const addresses = {
    greeting: origin + length,
    vendor: origin + length + greeting.length,
    goodbye: origin + length + greeting.length + vendor.length,
  }
  const disk = new Uint8Array(diskSize)
  disk.set([...code(addresses).flat(), ...greeting, ...vendor, ...goodbye])
  disk.set([0x55, 0xaa], sectorSize - 2)
  return disk
}

if (import.meta.main) writeFileSync(fileURLToPath(new URL('../examples/hello.img', import.meta.url)), helloImage())
