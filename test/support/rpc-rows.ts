import { wireError } from '../../src/access/rpc/protocol/error.ts'
import { procedures, qemuProgramProcedures } from '../../src/access/rpc/protocol/index.ts'
import { lodgeProcedures, lodgeProgram } from '../../src/access/rpc/protocol/lodge.ts'
import { procedureNumbers, qemuProcedures } from '../../src/access/rpc/protocol/numbers.ts'
import type { Procedure } from '../../src/access/rpc/protocol/procedure.ts'
import { programs } from '../../src/access/rpc/protocol/programs.ts'
import { type DomainHandle, domainHandle } from '../../src/access/rpc/protocol/types.ts'
import { decode, encode } from '../../src/formats/xdr/index.ts'
import type { RpcPeer } from './rpc-peer.ts'

export type RpcRow = Procedure & { name: string; program: { number: number; version: number }; number: number }

function rowsOf(program: keyof typeof programs, rows: object, numbers: object): RpcRow[] {
  return Object.entries(rows).map(([name, row]) => ({
    ...row,
    ...{ name, program: programs[program], number: numbers[name as keyof typeof numbers] },
  }))
}

/** Every procedure that is answered, of all programs. */
export const rpcRows: readonly RpcRow[] = [
  ...rowsOf('remote', procedures, procedureNumbers),
  ...rowsOf('qemu', qemuProgramProcedures, qemuProcedures),
  ...rowsOf('lodge', lodgeProgram, lodgeProcedures),
]

/** More zeros than any arguments take: what is left over is ignored. */
const zeros = new Uint8Array(400)

/** Arguments that are all nothing: no number, no text, no members. */
export const emptyArguments = zeros

/** Arguments that are all one: there are results wanted, of what is active. */
export const smallArguments = Uint8Array.from(zeros, (_, at) => (at % 4 === 3 ? 1 : 0))

/** The same with a domain where the procedure takes one: first, in a list, or behind a number as what may be left out. */
export function argumentsAbout(row: RpcRow, handle: DomainHandle): Uint8Array | undefined {
  const domain = encode(domainHandle, handle, 1 << 10)
  return [[], [0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 1]]
    .map((before) => Buffer.from([...before, ...domain, ...zeros]))
    .find((bytes) => uuidIn(row, bytes) === handle.uuid)
}

function uuidIn(row: RpcRow, bytes: Uint8Array): string | undefined {
  try {
    const { dom, domains = [dom] } = (decode(row.args, bytes) ?? {}) as { dom?: DomainHandle; domains?: DomainHandle[] }
    return domains[0]?.uuid
  } catch {
    // It begins otherwise.
    return undefined
  }
}

export interface Told {
  /** 0 where it was done. */
  code: number
  /** The answer, or the error, as it came. */
  bytes: Uint8Array
}

/** What a call is told. */
export async function told(peer: RpcPeer, { program, number }: RpcRow, payload: Uint8Array): Promise<Told> {
  const header = { program: program.number, version: program.version, procedure: number }
  peer.socket.write(peer.frame(header, payload))
  const { header: answer, payload: bytes } = await peer.next(
    (frame) => frame.header.program === program.number && frame.header.procedure === number,
  )
  return { code: answer.status === 0 ? 0 : decode(wireError, bytes).code, bytes }
}
