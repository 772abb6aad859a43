import { procedureNumbers, qemuProcedures } from '../../src/access/rpc/protocol/numbers.ts'
import { keepaliveProcedures, programs } from '../../src/access/rpc/protocol/programs.ts'
import type { Random } from './random.ts'

/** Where counting, signs and limits go wrong. */
const borderline = [
  ...[0, 1, 2, 3, 4, 27, 28, 29, 255, 256, 1023, 1024, 16384, 16385, 65_536, 262_145],
  ...[4 << 20, (4 << 20) + 1, 32 << 20, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff],
]

const allPrograms = Object.values(programs).map(({ number }) => number)

const numbers: Record<number, readonly number[]> = {
  [programs.remote.number]: Object.values(procedureNumbers),
  [programs.qemu.number]: Object.values(qemuProcedures),
  [programs.keepalive.number]: Object.values(keepaliveProcedures),
}

/** Those after which the client would have nothing more to say. */
const farewells: readonly number[] = [procedureNumbers.CONNECT_CLOSE]

/** A message of libvirt's protocol that is wrong somewhere, or right by chance. */
export function brokenFrame(random: Random): Uint8Array {
  const payload = brokenPayload(random)
  const program = random.oneIn(40) ? random.word() : random.pick(allPrograms)
  const known = numbers[program] ?? borderline
  let procedure = random.oneIn(20) ? random.pick(borderline) : random.pick(known)
  if (program === programs.remote.number && farewells.includes(procedure) && !random.oneIn(50)) procedure = 0
  const header = [
    program,
    random.oneIn(40) ? random.word() : 1,
    procedure,
    random.oneIn(6) ? random.below(8) : 0,
    random.below(64),
    random.oneIn(4) ? random.pick(borderline) : 0,
  ]
  const length = random.oneIn(400) ? random.pick(borderline) : 28 + payload.length
  const bytes = new Uint8Array(28 + payload.length)
  const view = new DataView(bytes.buffer)
  for (const [index, word] of [length, ...header].entries()) view.setUint32(index * 4, word)
  bytes.set(payload, 28)
  return bytes
}

/** Words, strings and UUIDs in any order, as arguments are made of; cut off somewhere, or with a tail. */
function brokenPayload(random: Random): Uint8Array {
  const pieces: Uint8Array[] = []
  for (let count = random.below(8); count > 0; count--) pieces.push(piece(random))
  const whole = Buffer.concat(pieces)
  return random.oneIn(5) ? whole.subarray(0, random.below(whole.length + 1)) : whole
}

const texts = [
  ...['', 'a', 'qemu:///system', 'test', '../../etc/passwd', '\0', '\u202e', 'x'.repeat(5000), '\n'.repeat(2000)],
  ...['<domain/>', '<domain type="qemu"><name>x</name></domain>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ...['<a>'.repeat(300), '<domain type="kvm"><name>a</name><memory>1e309</memory><vcpu>-0</vcpu></domain>'],
]

function piece(random: Random): Uint8Array {
  switch (random.below(7)) {
    case 0:
      return random.bytes(16)
    case 1:
      return text(Buffer.from(random.pick(texts)), random)
    case 2:
      return text(random.bytes(random.below(40)), random)
    case 3:
      return words([random.word()])
    case 4:
      return words([0, random.word()])
    default:
      return words([random.pick(borderline)])
  }
}

function text(bytes: Uint8Array, random: Random): Uint8Array {
  const length = random.oneIn(20) ? random.pick(borderline) : bytes.length
  return Buffer.concat([words([length]), bytes, new Uint8Array((4 - (bytes.length % 4)) % 4)])
}

function words(values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}
