import type { Command } from 'commander'
import { LodgeError } from '../../../base/errors.ts'
import { exitCodes } from '../exit-codes.ts'
import { bash } from '../shells/bash.ts'
import type { Described } from '../shells/described.ts'
import { fish } from '../shells/fish.ts'
import { zsh } from '../shells/zsh.ts'
import { type Offer, verb } from '../verb.ts'
import { loadVerb } from './index.ts'

const shells = { bash, zsh, fish } as const

export default verb({
  summary: 'Print the completion script of a shell',
  example: 'source <(lodge completion bash)',
  offers: Object.keys(shells),
  declare: (command) => command.argument('<shell>', Object.keys(shells).join(', ')),
  run: async ({ terminal }, [shell = '']) => {
    if (!Object.hasOwn(shells, shell)) {
      throw new LodgeError('INVALID_ARG', `unknown shell '${shell}'`, {
        hint: `completion is there for ${Object.keys(shells).join(', ')}`,
        data: { usage: true },
      })
    }
    // Read here and not above: the program reads this file.
    const { program } = await import('../program.ts')
    const all = await program({ version: '', out: () => {}, action: async () => {} })
    const verbs = all.commands.map(async (command) =>
      describe(command, all, (await loadVerb(command.name()))?.offers ?? 'files'),
    )
    terminal.out(shells[shell as keyof typeof shells](await Promise.all(verbs)))
    return exitCodes.done
  },
})

function describe(command: Command, root: Command, offers: Offer): Described {
  const options = [...command.options, ...root.options.filter(({ long }) => long !== '--version')]
  return {
    name: command.name(),
    summary: command.summary(),
    options: [
      ...options.map(({ long, short, description, required }) => ({
        flag: long ?? short ?? '',
        help: description,
        takesWord: required,
      })),
      { flag: '--help', help: 'show what it does', takesWord: false },
    ],
    offers,
  }
}
