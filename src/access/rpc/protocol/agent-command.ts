import { LodgeError } from '../../../base/errors.ts'
import { int, optional, struct } from '../../../formats/xdr/index.ts'
import { agentOf } from './domain-agent.ts'
import type { ProcedureName } from './numbers.ts'
import { procedure } from './procedure.ts'
import { domainHandle as dom, flags, intResult, text } from './types.ts'

/** virDomainAgentResponseTimeoutValues: the least is to wait as long as it takes, then comes libvirt's own choice. */
export const responseTimeouts = { block: -2, standard: -1 } as const
const standardTimeout = 5

/** How long an agent may take. */
export const agentPatience = {
  DOMAIN_AGENT_SET_RESPONSE_TIMEOUT: procedure({
    args: struct({ dom, timeout: int, flags }),
    result: intResult,
    access: 'domain:write',
    answer: async (call, { dom, timeout, flags }) => {
      await (await agentOf(call, dom, flags)).setResponseTimeout(secondsOf(timeout))
      return { value: 0 }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

/** What an agent is asked in its own words, in the QEMU program. */
export const agentCommand = {
  DOMAIN_AGENT_COMMAND: procedure({
    args: struct({ dom, command: text, timeout: int, flags }),
    result: struct({ text: optional(text) }),
    access: 'domain:write',
    answer: async (call, { dom, command, timeout, flags }) => {
      const agent = await agentOf(call, dom, flags)
      const seconds = secondsOf(timeout)
      const { execute, arguments: args } = readCommand(command)
      const said = await agent.command(execute, args, seconds === undefined ? {} : { timeout: seconds * 1000 })
      return { text: JSON.stringify({ return: said }) }
    },
  }),
}

function secondsOf(timeout: number): number | undefined {
  if (timeout < responseTimeouts.block) {
    const least = responseTimeouts.block
    throw new LodgeError(
      'INVALID_ARG',
      `invalid argument: guest agent timeout '${timeout}' is less than the minimum '${least}'`,
    )
  }
  if (timeout === responseTimeouts.block) return undefined
  return timeout === responseTimeouts.standard ? standardTimeout : timeout
}

function readCommand(command: string): { execute: string; arguments?: object } {
  try {
    const read = JSON.parse(command)
    if (typeof read?.execute === 'string') return read
  } catch {
    // It is said below what was expected.
  }
  throw new LodgeError('INTERNAL_ERROR', "internal error: a guest agent's command is JSON", {
    hint: '{"execute": "guest-info"}',
  })
}
