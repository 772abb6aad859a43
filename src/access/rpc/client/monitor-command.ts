import { LodgeError } from '../../../base/errors.ts'
import type { DomainHandle } from '../protocol/types.ts'
import type { Connection } from './connection.ts'

interface Asked {
  dom: DomainHandle
  command: string
  args?: object
}

/** What QEMU answers to a command of its own; its refusal comes as an answer where the server passes it on. */
export async function monitorCommand(connection: Connection, { dom, command, args }: Asked): Promise<unknown> {
  const text = JSON.stringify({ execute: command, ...(args && { arguments: args }) })
  const answer = await connection.callQemu('DOMAIN_MONITOR_COMMAND', { dom, command: text, flags: 0 })
  const said = readAnswer(answer.text)
  if ('return' in said) return said.return
  const { class: errorClass, desc } = (said.error ?? {}) as { class?: unknown; desc?: unknown }
  throw new LodgeError('OPERATION_FAILED', `QEMU refused ${command}: ${String(desc ?? answer.text.slice(0, 200))}`, {
    where: `QMP command ${command}`,
    data: { errorClass, command },
  })
}

function readAnswer(text: string): { return?: unknown; error?: unknown } {
  try {
    const said = JSON.parse(text)
    if (typeof said === 'object' && said !== null) return said
  } catch {
    // What came is told below.
  }
  throw new LodgeError('RPC', `the answer of the emulator's monitor is no JSON: ${text.slice(0, 200)}`)
}
