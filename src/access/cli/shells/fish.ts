import { areNames, type Described, quoted } from './described.ts'

export function fish(verbs: readonly Described[]): string {
  return verbs.flatMap(linesOf).join('\n')
}

function linesOf({ name, summary, options, offers }: Described): string[] {
  const here = `complete -c lodge -n '__fish_seen_subcommand_from ${name}'`
  return [
    `complete -c lodge -n __fish_use_subcommand -f -a ${name} -d '${quoted(summary)}'`,
    ...options.map(
      ({ flag, help, takesWord }) => `${here} -l ${flag.slice(2)}${takesWord ? ' -r' : ''} -d '${quoted(help)}'`,
    ),
    ...(offers === 'files' ? [] : [`${here} -f`]),
    ...(areNames(offers) ? [`${here} -a '(lodge --names ${offers} 2>/dev/null)'`] : []),
    ...(typeof offers === 'string' ? [] : offers.map((word) => `${here} -a ${word}`)),
  ]
}
