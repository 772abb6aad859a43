import type { Command } from 'commander'
import { LodgeError } from '../../../base/errors.ts'
import { exitCodes } from '../exit-codes.ts'
import { verb } from '../verb.ts'

interface Described {
  name: string
  summary: string
  options: { flag: string; help: string }[]
  /** Words that its argument may be; empty where it takes files. */
  choices: readonly string[]
}

const shells = { bash, zsh, fish } as const

export default verb({
  summary: 'Print the completion script of a shell',
  example: 'source <(lodge completion bash)',
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
    terminal.out(shells[shell as keyof typeof shells](all.commands.map(described)))
    return exitCodes.done
  },
})

function described(command: Command): Described {
  return {
    name: command.name(),
    summary: command.summary(),
    options: [
      ...command.options.map(({ long, short, description }) => ({ flag: long ?? short ?? '', help: description })),
      { flag: '--help', help: 'show what it does' },
    ],
    choices: command.name() === 'completion' ? Object.keys(shells) : [],
  }
}

function bash(verbs: Described[]): string {
  const cases = verbs.map(
    ({ name, options, choices }) =>
      `    ${name}) flags='${options.map(({ flag }) => flag).join(' ')}' words='${choices.join(' ')}' ;;`,
  )
  return `_lodge() {
  local word=\${COMP_WORDS[COMP_CWORD]} flags= words=
  if [ "$COMP_CWORD" = 1 ]; then
    COMPREPLY=($(compgen -W '${verbs.map(({ name }) => name).join(' ')} help --help --version' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
    *) if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); else COMPREPLY=($(compgen -f -- "$word")); fi ;;
  esac
}
complete -o filenames -F _lodge lodge`
}

function zsh(verbs: Described[]): string {
  const list = verbs.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`)
  const cases = verbs.map(({ name, options, choices }) => {
    const flags = options.map(({ flag, help }) => `'${flag}[${quoted(help).replace(/[[\]]/g, '\\$&')}]'`)
    return `      ${name}) _arguments ${flags.join(' ')} '*:${choices.length ? `word:(${choices.join(' ')})` : 'file:_files'}' ;;`
  })
  return `#compdef lodge
_lodge() {
  local -a verbs=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then _describe verb verbs; return; fi
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
${cases.join('\n')}
  esac
}
compdef _lodge lodge`
}

function fish(verbs: Described[]): string {
  const lines = verbs.flatMap(({ name, summary, options, choices }) => [
    `complete -c lodge -n __fish_use_subcommand -f -a ${name} -d '${quoted(summary)}'`,
    ...options.map(
      ({ flag, help }) =>
        `complete -c lodge -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)} -d '${quoted(help)}'`,
    ),
    ...choices.map((choice) => `complete -c lodge -n '__fish_seen_subcommand_from ${name}' -f -a ${choice}`),
  ])
  return lines.join('\n')
}

/** Between single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", "'\\''")
}
