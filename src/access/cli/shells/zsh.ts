import { areNames, type Described, quoted } from './described.ts'

export function zsh(verbs: readonly Described[]): string {
  const list = verbs.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`)
  const cases = verbs.map(({ name, options, offers }) => {
    const flags = options.map(({ flag, help, takesWord }) => {
      const text = quoted(help).replace(/[[\]:]/g, '\\$&')
      return `'${flag}[${text}]${takesWord ? ':value: ' : ''}'`
    })
    return `      ${name}) _arguments ${[...flags, ...argumentOf(offers)].join(' ')} ;;`
  })
  return `#compdef lodge
_lodge_names() {
  local -a names
  names=("\${(@f)$(lodge --names $1 2>/dev/null)}")
  (( $#names )) && [[ -n $names[1] ]] && compadd -a names
}
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

function argumentOf(offers: Described['offers']): string[] {
  if (offers === 'nothing') return []
  if (areNames(offers)) return [`'*:domain:_lodge_names ${offers}'`]
  return [offers === 'files' ? "'*:file:_files'" : `'*:word:(${offers.join(' ')})'`]
}
