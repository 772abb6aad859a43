import type { Command } from 'commander'
import type { ActiveDomain, Domain } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { tooLate, within, withProgress } from './progress.ts'
import { seconds } from './seconds.ts'
import type { Terminal } from './terminal.ts'

export interface WaitOptions {
  wait?: boolean
  timeout?: number
}

/** `--wait` for verbs that only ask for something to happen. */
export function waitOptions(command: Command, what: string): Command {
  return command
    .option('-w, --wait', `until ${what}`)
    .option('--timeout <seconds>', 'with --wait: give up after that long; without it there is no end', seconds)
}

interface Wait {
  domain: Domain
  terminal: Terminal
  limit: number | undefined
  /** What is not so yet: "web has not ended". */
  failure: string
  hint: string
}

/** Shows that it waits, and gives up when it is told to. */
export function waitFor<T>(what: string, work: Promise<T>, { terminal, limit, failure, hint }: Omit<Wait, 'domain'>) {
  return withProgress(
    terminal,
    what,
    within(limit, work, () => tooLate(failure, limit, hint)),
  )
}

/** Until it is off. */
export async function untilOff({
  domain,
  terminal,
  limit,
}: Pick<Wait, 'domain' | 'terminal' | 'limit'>): Promise<void> {
  const { name } = domain
  await waitFor(`waiting for ${name} to end`, domain.ended(), {
    ...{ terminal, limit, failure: `${name} has not ended` },
    hint: `its system may ignore the power button, or take longer; lodge stop ${name} pulls the plug`,
  })
}

/** Until its agent answers. */
export async function untilAgent({
  domain,
  terminal,
  limit,
}: Pick<Wait, 'terminal' | 'limit'> & { domain: ActiveDomain }): Promise<void> {
  const { name } = domain
  // It is listened before it is asked: the agent may come between the two.
  const events = domain.events()
  const answers = agentAnswers(domain, events)
  try {
    await waitFor(`waiting for the agent in ${name}`, answers, {
      ...{ terminal, limit, failure: `the agent in ${name} has not answered` },
      hint: 'its system may still be starting, or have no qemu-guest-agent',
    })
  } finally {
    answers.catch(() => {})
    await events.return?.()
  }
}

/** Asks it at first, and whenever the guest opens its end of the channel. */
async function agentAnswers(domain: ActiveDomain, events: AsyncIterator<{ event: string }>): Promise<void> {
  for (;;) {
    try {
      await domain.agent.time()
      return
    } catch (error) {
      // One that may not tell the time has answered, too.
      if (error instanceof LodgeError && error.code === 'OPERATION_UNSUPPORTED') return
      if (!(error instanceof LodgeError) || error.code !== 'AGENT_UNRESPONSIVE') throw error
    }
    for (;;) {
      const { value, done } = await events.next()
      if (done || value.event === 'stopped') {
        throw new LodgeError('OPERATION_FAILED', `${domain.name} has ended before its agent answered`)
      }
      if (value.event === 'agent-lifecycle') break
    }
  }
}
