import type { Command } from 'commander'
import type { Domain, Host } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { reportError } from './report-error.ts'
import type { Terminal } from './terminal.ts'
import { type Context, type Verb, verb } from './verb.ts'

interface DomainVerb<Options extends object> {
  summary: string
  example: string
  options?: (command: Command) => Command
  /** Which names a shell offers; all where it is left out. */
  offers?: Verb['offers']
  /** Tells what was done, where there is something to tell. */
  act(domain: Domain, options: Options, context: Context): Promise<string | undefined>
}

export const nameHelp = "a domain's name, UUID or id"

/** A verb that does something with each domain that is named, also where it fails with another. */
export function domainVerb<Options extends object = object>(declared: DomainVerb<Options>): Verb {
  const { summary, example, options = (command) => command, offers = 'domains', act } = declared
  return verb<Options>({
    ...{ summary, example, offers },
    declare: (command) => options(command.argument('<name...>', nameHelp)),
    run: async (context, names, chosen) => {
      const host = await context.host()
      return eachOf(names, context.terminal, chosen, async (name) => {
        const said = await act(await findDomain(host, name), chosen, context)
        if (said !== undefined) context.terminal.out(said)
      })
    },
  })
}

/** Does it for every name; what failed is told, and the first failure decides how the command ends. */
export async function eachOf(
  names: readonly string[],
  terminal: Terminal,
  { json = false }: { json?: boolean },
  act: (name: string) => Promise<void>,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done
  for (const name of names) {
    try {
      await act(name)
    } catch (error) {
      if (names.length === 1 || !(error instanceof LodgeError)) throw error
      const failed = reportError(error, { terminal, json })
      if (code === exitCodes.done) code = failed
    }
  }
  return code
}

/** What looks like a number is an id first, as for virsh. */
export async function findDomain(host: Host, name: string): Promise<Domain> {
  try {
    return /^\d{1,9}$/.test(name) ? await host.domain(Number(name)) : await host.domain(name)
  } catch (error) {
    if (!isNoDomain(error)) throw error
    if (/^\d{1,9}$/.test(name)) return host.domain(name)
    throw await notFound(host, name, error)
  }
}

async function notFound(host: Host, name: string, error: LodgeError): Promise<LodgeError> {
  const names = (await host.domains().catch(() => [])).map((domain) => domain.name)
  const meant = nearest(name, names)
  const { message, code, where } = error
  const hint = meant === undefined ? (error.hint ?? hintOf(names)) : `did you mean ${meant}?`
  return new LodgeError(code, message, { where, hint, cause: error })
}

function hintOf(names: readonly string[]): string {
  if (names.length === 0)
    return 'none is defined, and none runs: lodge define FILE keeps one, lodge run FILE starts one'
  return 'lodge list --all shows those that are there'
}

function isNoDomain(error: unknown): error is LodgeError {
  return error instanceof LodgeError && error.code === 'NO_DOMAIN'
}
