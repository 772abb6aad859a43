import { LodgeError } from '../../../base/errors.ts'
import { struct } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { type Call, domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { type DomainHandle, domainHandle, flags, text, textResult } from './types.ts'

const nativeFormat = 'qemu-argv'

/** The command line that a definition comes to. */
export const native = {
  CONNECT_DOMAIN_XML_TO_NATIVE: procedure({
    args: struct({ format: text, xml: text, flags }),
    result: textResult,
    // Emulators that the XML names are asked what they can do.
    access: 'connect:write',
    answer: async ({ host }, { format, xml }) => {
      if (format !== nativeFormat) {
        throw new LodgeError('INVALID_ARG', `there is no format '${format}'`, { hint: `there is ${nativeFormat}` })
      }
      const options = await host.commandLine(xml)
      const lines = options.map(({ option, value }) => (value === undefined ? option : `${option} ${quoted(value)}`))
      return { text: `${lines.join(' \\\n')}\n` }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

/** virDomainQemuMonitorCommandFlags */
const monitorFlags = { human: 1 } as const

/** What only libvirt's QEMU driver has. */
export const qemuProgram = {
  DOMAIN_MONITOR_COMMAND: procedure({
    args: struct({ dom: domainHandle, command: text, flags }),
    result: textResult,
    access: 'domain:write',
    answer: monitorCommand,
  }),
  DOMAIN_MONITOR_COMMAND_WITH_FILES: procedure({
    args: struct({ dom: domainHandle, command: text, flags }),
    result: textResult,
    access: 'domain:write',
    answer: monitorCommand,
  }),
}

async function monitorCommand(
  call: Call,
  { dom, command, flags }: { dom: DomainHandle; command: string; flags: number },
) {
  refuseOtherFlags(flags, monitorFlags)
  const [descriptor, ...others] = call.descriptors
  if (others.length > 0)
    throw new LodgeError('INVALID_ARG', 'at most one fd can be passed to qemu along with a command')
  const domain = (await domainOf(call, dom)).active()
  if (flags & monitorFlags.human) {
    const words = { 'command-line': command }
    return { text: String(await domain.monitorCommand('human-monitor-command', words, { descriptor })) }
  }
  const { execute, arguments: args } = readCommand(command)
  return { text: JSON.stringify({ return: await domain.monitorCommand(execute, args, { descriptor }) }) }
}

function readCommand(text: string): { execute: string; arguments?: object } {
  try {
    const command = JSON.parse(text)
    if (typeof command?.execute === 'string') return command
  } catch {
    // It is said below what was expected.
  }
  throw new LodgeError('INVALID_ARG', 'a monitor command is JSON', { hint: '{"execute": "query-status"}' })
}

/** A word for a shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
