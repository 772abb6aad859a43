import { CommanderError } from 'commander'
import type { Host } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { program, verbIn } from './program.ts'
import { reportError } from './report-error.ts'
import type { Terminal } from './terminal.ts'
import type { Context } from './verb.ts'
import { verbs } from './verbs/index.ts'

/** Which host the user wants. */
export interface HostChoice {
  /** A URI; what the environment says, and otherwise this user's own, where none is given. */
  connect?: string
  /** This process works on its machine itself. */
  local?: boolean
}

export interface OpenedHost {
  host: Host
  /** It is a daemon that works on what is asked. */
  daemon: boolean
}

export interface CliOptions extends Pick<Context, 'serve' | 'importLibvirt'> {
  /** What stands after `lodge`. */
  words: string[]
  version: string
  terminal: Terminal
  open(choice: HostChoice): Promise<OpenedHost>
}

const versionWords: readonly string[] = ['-V', '--version']

/** Runs one command line and says what the process should end with. */
export async function runCli({ words, version, terminal, open, serve, importLibvirt }: CliOptions): Promise<ExitCode> {
  await using closing = new AsyncDisposableStack()
  const opener = (chosen: HostChoice): (() => Promise<OpenedHost>) => {
    let opened: Promise<OpenedHost> | undefined
    return () => {
      opened ??= open(chosen).then((it) => {
        closing.use(it.host)
        return it
      })
      return opened
    }
  }

  let code: ExitCode = exitCodes.done
  // Scripts ask for it: no verb is read for that.
  if (words.length === 1 && versionWords.includes(words[0] ?? '')) {
    terminal.out(version)
    return code
  }
  try {
    const parser = await program({
      version,
      out: (text) => terminal.out(text.trimEnd()),
      only: verbIn(words),
      action: async (verb, args, options) => {
        const { connect, local } = options
        const choice = { connect, local }
        const [chosen, machine] = [opener(choice), opener(connect === undefined ? { local: true } : choice)]
        const context: Context = {
          ...{ terminal, serve, importLibvirt },
          host: async () => (await chosen()).host,
          machine: async () => (await machine()).host,
          daemon: async () => (await chosen()).daemon,
        }
        code = await verb.run(context, args, options)
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
