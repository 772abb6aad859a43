import { Command } from 'commander'
import { exitCodes } from './exit-codes.ts'
import type { Verb } from './verb.ts'
import { loadVerb, verbs } from './verbs/index.ts'

export type Action = (verb: Verb, args: string[], options: HostOptions) => Promise<void>

interface HostOptions {
  connect?: string
  local?: boolean
}

export interface ProgramOptions {
  version: string
  out: (text: string) => void
  action: Action
  /** Only this verb's file is read; without it, all are. */
  only?: string
  /** Columns of the help; those of the terminal where left out. */
  width?: number
}

const exits = `
Verbs about domains go to a daemon: the one that --connect names, or LODGE_URI, or LIBVIRT_DEFAULT_URI; otherwise
this user's own, which is started where none runs (as root: where none runs, this process does without).
LODGE_ROOT names a folder that everything is kept in; a daemon that serves it is asked.

Ends with ${exitCodes.done} when done, ${exitCodes.failed} when it failed, ${exitCodes.usage} when the command line was not understood,
${exitCodes.refused} when the definition has errors, ${exitCodes.interrupted} after Ctrl-C.

Example: lodge run examples/hello.xml`

/** The parser of the whole command line; it throws commander's errors instead of ending the process. */
export async function program({ version, out, action, only, width }: ProgramOptions): Promise<Command> {
  const root = new Command('lodge')
    .description('QEMU and KVM guests from libvirt domain XML.')
    .usage('<verb> [options]')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this, or what a verb does')
    .option('-c, --connect <uri>', 'the daemon to ask: qemu:///system, qemu+ssh://host/system, …')
    .option('--local', 'without a daemon: this process works on its machine itself')
    .configureHelp({ showGlobalOptions: true })
    .helpCommand('help [verb]', 'show what a verb does')
    .commandsGroup('Verbs:')
    .addHelpText('after', exits)
    .exitOverride()
    .configureOutput({
      writeOut: out,
      writeErr: () => {},
      outputError: () => {},
      ...(width && { getOutHelpWidth: () => width }),
    })
  for (const name of only ? [only] : Object.keys(verbs)) {
    const verb = await loadVerb(name)
    if (!verb) continue
    const command = verb.declare(root.command(name).description(verb.summary).summary(verb.summary))
    command.addHelpText('after', `\nExample: ${verb.example}`)
    command.action(() => action(verb, command.args, command.optsWithGlobals()))
  }
  return root
}

/** The verb that a command line is about; undefined where there is none such. */
export function verbIn(words: readonly string[]): string | undefined {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === '-c' || word === '--connect') i++
    else if (!word.startsWith('-')) return Object.hasOwn(verbs, word) ? word : undefined
  }
  return undefined
}
