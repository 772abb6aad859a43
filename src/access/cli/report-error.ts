import { LodgeError, messageOf } from '../../base/errors.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const definitionErrors: readonly string[] = ['XML_ERROR', 'XML_DETAIL', 'CONFIG_UNSUPPORTED', 'OS_TYPE']

/** Writes an error to standard error and says which code the command ends with. */
export function reportError(error: unknown, { terminal, json }: { terminal: Terminal; json: boolean }): ExitCode {
  if (json) terminal.err(JSON.stringify({ error: error instanceof LodgeError ? error : { message: messageOf(error) } }))
  else terminal.err(describe(error, terminal))
  if (!(error instanceof LodgeError)) return exitCodes.failed
  if (error.data?.usage) return exitCodes.usage
  return definitionErrors.includes(error.code) ? exitCodes.refused : exitCodes.failed
}

function describe(error: unknown, { styleErr }: Terminal): string {
  const prefix = styleErr(['bold', 'red'], 'lodge:')
  // A bug of ours: the stack is what helps.
  if (!(error instanceof LodgeError))
    return `${prefix} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  const { message, where, position, hint } = error
  const place = [where, position && `line ${position.line}, column ${position.column}`].filter(Boolean).join(', ')
  return [`${prefix} ${message}`, place && `  at ${place}`, hint && `  ${styleErr('cyan', 'hint:')} ${hint}`]
    .filter(Boolean)
    .join('\n')
}
