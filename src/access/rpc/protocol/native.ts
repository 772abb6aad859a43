import { LodgeError } from '../../../base/errors.ts'
import { struct } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure } from './procedure.ts'
import { domainHandle, flags, text, textResult } from './types.ts'

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
const humanCommand = 1

/** What only libvirt's QEMU driver has. */
export const qemuProgram = {
  DOMAIN_MONITOR_COMMAND: procedure({
    args: struct({ dom: domainHandle, command: text, flags }),
    result: textResult,
    access: 'domain:write',
    answer: async (call, { dom, command, flags }) => {
      const domain = (await domainOf(call, dom)).active()
      if (flags & humanCommand) {
        const said = await domain.monitorCommand('human-monitor-command', { 'command-line': command })
        return { text: String(said) }
      }
      const { execute, arguments: args } = readCommand(command)
      return { text: JSON.stringify({ return: await domain.monitorCommand(execute, args) }) }
    },
  }),
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
