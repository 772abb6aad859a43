import type { Command } from 'commander'
import type { Domain, Host } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'
import { type Verb, verb } from './verb.ts'

interface DomainVerb<Options extends object> {
  summary: string
  example: string
  options?: (command: Command) => Command
  /** Tells what was done, where there is something to tell. */
  act(domain: Domain, options: Options, terminal: Terminal): Promise<string | undefined>
}

export const nameHelp = "a domain's name, UUID or id"

/** A verb that does something with each domain that is named. */
export function domainVerb<Options extends object = object>(declared: DomainVerb<Options>): Verb {
  const { summary, example, options = (command) => command, act } = declared
  return verb<Options>({
    ...{ summary, example },
    declare: (command) => options(command.argument('<name...>', nameHelp)),
    run: async ({ host, terminal }, names, chosen) => {
      for (const name of names) {
        const said = await act(await findDomain(await host(), name), chosen, terminal)
        if (said !== undefined) terminal.out(said)
      }
      return exitCodes.done
    },
  })
}

/** What looks like a number is an id first, as for virsh. */
export async function findDomain(host: Host, name: string): Promise<Domain> {
  if (!/^\d{1,9}$/.test(name)) return host.domain(name)
  try {
    return await host.domain(Number(name))
  } catch (error) {
    if (!(error instanceof LodgeError) || error.code !== 'NO_DOMAIN') throw error
    return host.domain(name)
  }
}
