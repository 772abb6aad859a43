/** Where the BIOS loads a boot sector. */
const origin = 0x7c00
const size = 512
const serialPort = 0x3f8

export interface BootSector {
  /** Written to COM1, once. */
  says: string
  /**
   * What then happens: the CPU stops for good, whatever COM1 gets comes back, the keyboard controller resets, the machine is
   * switched off, it is when the power button is pressed, it sleeps, it tells of a panic, its watchdog bites, it sets its clock and
   * tells that it deals with a panic itself, again and again without end.
   */
  next: 'halts' | 'echoes' | 'resets' | 'powers off' | 'obeys' | 'sleeps' | 'panics' | 'is bitten' | 'storms'
}

/** A disk of one sector that a PC boots: 8086 code, assembled here. */
export function bootSector({ says, next }: BootSector): Uint8Array {
  const text = new TextEncoder().encode(says)
  const tail = {
    halts: [
      [0xf4], //                   hlt
      [0xeb, 0xfd], //             jmp to hlt
    ],
    resets: [
      [0xb0, 0xfe], //             mov  al, 0xfe
      [0xe6, 0x64], //             out  0x64, al         the reset line of the CPU
      [0xeb, 0xfe], //             jmp  here
    ],
    echoes: [
      [0xba, ...word(serialPort + 5)], // mov dx, line status
      [0xec], //                   in   al, dx
      [0xa8, 0x01], //             test al, 1            a byte has come?
      [0x74, 0xfb], //             jz   to in
      [0xba, ...word(serialPort)], // mov dx, data
      [0xec], //                   in   al, dx
      [0xee], //                   out  dx, al
      [0xeb, 0xf1], //             jmp  to the first mov
    ],
    'powers off': [controls(0x2000), halt],
    sleeps: [controls(0x2400), halt],
    obeys: [
      [0xba, ...word(powerManagement)], // mov dx, what has happened
      [0xed], //                   in   ax, dx
      [0xf6, 0xc4, 0x01], //       test ah, 1
      [0x74, 0xf7], //             jz   to the last mov
      controls(0x2000),
      halt,
    ],
    panics: [out(0x505, 0x01), halt],
    'is bitten': [out(0x443, 0x0f), halt],
    storms: [
      out(0x505, 0x02), //         the guest deals with its panic itself
      out(0x70, 0x00), //          the clock's seconds …
      out(0x71, 0x30), //          … are 30
      [0xeb, 0xec], //             jmp  to the first out
    ],
  }[next]
  const code = [
    [0xfa, 0xfc], //               cli; cld
    [0x31, 0xc0], //               xor  ax, ax
    [0x8e, 0xd8], //               mov  ds, ax
    ...(next === 'obeys' ? [wantsButton] : []),
    [0xbe, ...word(0)], //         mov  si, text          its address is put in below
    [0xb9, ...word(text.length)], // mov cx, length
    [0xe3, 0x06], //               jcxz to the tail
    [0xba, ...word(serialPort)], // mov dx, data
    [0xac], //                     lodsb
    [0xee], //                     out  dx, al
    [0xe2, 0xfc], //               loop to lodsb
    ...tail,
  ].flat()
  const addressAt = code.lastIndexOf(0xbe, code.length - tail.flat().length) + 1
  code.splice(addressAt, 2, ...word(origin + code.length))
  if (code.length + text.length > size - 2) throw new Error('the text is too long for a boot sector')
  const sector = new Uint8Array(size)
  sector.set([...code, ...text])
  sector.set([0x55, 0xaa], size - 2)
  return sector
}

/** mov dx, what is told of; mov ax, the power button; out dx, ax. From then on it is noticed when it is pressed. */
const wantsButton = [0xba, 0x02, 0x06, 0xb8, 0x00, 0x01, 0xef]

const halt = [0xf4, 0xeb, 0xfd]

/** Where SeaBIOS puts a PC's ACPI registers: what has happened, what is told of, and what puts the machine to sleep. */
const powerManagement = 0x600

function controls(value: number): number[] {
  return [0xba, ...word(powerManagement + 4), 0xb8, ...word(value), 0xef] // mov dx; mov ax; out dx, ax
}

function out(port: number, value: number): number[] {
  return [0xba, ...word(port), 0xb0, value, 0xee] // mov dx; mov al; out dx, al
}

function word(value: number): number[] {
  return [value & 0xff, value >> 8]
}
