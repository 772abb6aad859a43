import { Command } from 'commander'
import { exitCodes } from './exit-codes.ts'
import type { Verb } from './verb.ts'
import { loadVerb, verbs } from './verbs/index.ts'

export type Action = (verb: Verb, args: string[], options: object) => Promise<void>

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
    command.action(() => action(verb, command.args, command.opts()))
  }
  return root
}
