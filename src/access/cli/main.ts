import { CommanderError } from 'commander'
import type { Host } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { program } from './program.ts'
import { reportError } from './report-error.ts'
import type { Terminal } from './terminal.ts'
import type { Serve } from './verb.ts'
import { verbs } from './verbs/index.ts'

export interface CliOptions {
  /** What stands after `lodge`. */
  words: string[]
  version: string
  terminal: Terminal
  open(): Promise<Host>
  /** Is a daemon until it is told to stop. */
  serve: Serve
}

/** Runs one command line and says what the process should end with. */
export async function runCli({ words, version, terminal, open, serve }: CliOptions): Promise<ExitCode> {
  await using closing = new AsyncDisposableStack()
  let opened: Promise<Host> | undefined
  const host = (): Promise<Host> => {
    opened ??= open().then((it) => closing.use(it))
    return opened
  }

  let code: ExitCode = exitCodes.done
  const first = words.find((word) => !word.startsWith('-'))
  try {
    const parser = await program({
      version,
      out: (text) => terminal.out(text.trimEnd()),
      only: first !== undefined && Object.hasOwn(verbs, first) ? first : undefined,
      action: async (verb, args, options) => {
        code = await verb.run({ terminal, host, serve }, args, options)
      },
    })
    if (words.length === 0) {
      terminal.err(parser.helpInformation())
      return exitCodes.usage
    }
    await parser.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done
    return reportError(asOurs(error, words), { terminal, json: words.includes('--json') })
  }
}

/** commander's complaint as an error of ours, with the nearest word that exists. */
function asOurs(error: unknown, words: string[]): unknown {
  if (!(error instanceof CommanderError)) return error
  const named = words.filter((word) => !word.startsWith('-'))
  // `help nosuch` comes as the help itself, with a bad exit code.
  const unknown = { 'commander.unknownCommand': named[0], 'commander.help': named[1] }[error.code]
  const [said = '', suggestion] = error.message.replace(/^error: /, '').split('\n')
  const meant = unknown
    ? nearest(unknown, Object.keys(verbs))
    : /Did you mean (?:one of )?(.+)\?/.exec(suggestion ?? '')?.[1]
  const verb = words.find((word) => Object.hasOwn(verbs, word))
  return new LodgeError('INVALID_ARG', unknown ? `unknown verb '${unknown}'` : said, {
    hint: meant ? `did you mean ${meant}?` : `lodge ${verb ? `${verb} ` : ''}--help shows what there is`,
    data: { usage: true },
  })
}
