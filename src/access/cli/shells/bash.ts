import { areNames, type Described } from './described.ts'

/** Names are read line by line and quoted by bash itself: whatever stands in them, it is one word and nothing is run. */
export function bash(verbs: readonly Described[]): string {
  const cases = verbs.map(({ name, options, offers }) => {
    const flags = options.map(({ flag }) => flag).join(' ')
    const valued = options.filter(({ takesWord }) => takesWord).map(({ flag }) => flag)
    const words = typeof offers === 'string' ? '' : offers.join(' ')
    const names = areNames(offers) ? offers : ''
    const files = offers === 'files' ? '1' : ''
    return `    ${name}) flags='${flags}' valued=' ${valued.join(' ')} ' words='${words}' names='${names}' files='${files}' ;;`
  })
  return `_lodge() {
  local word=\${COMP_WORDS[COMP_CWORD]} before= flags= valued= words= names= files= verb= uri= name i
  local -a typed
  COMPREPLY=()
  # Bash itself cuts words at colons, of which a URI has some.
  read -ra typed <<< "\${COMP_LINE:0:COMP_POINT-\${#word}}"
  for ((i = 1; i < \${#typed[@]}; i++)); do
    before=\${typed[i]}
    case $before in
      -c|--connect) uri=\${typed[i + 1]}; ((i + 1 < \${#typed[@]})) && ((i++)) ;;
      -*) ;;
      *) verb=\${verb:-$before} ;;
    esac
  done
  if [[ $before == -c || $before == --connect ]] && [ -z "$uri" ]; then return; fi
  if [ -z "$verb" ]; then
    COMPREPLY=($(compgen -W '${verbs.map(({ name }) => name).join(' ')} help --help --version --connect --local' -- "$word"))
    return
  fi
  case $verb in
${cases.join('\n')}
  esac
  if [[ $before == --* && $valued == *" $before "* ]]; then return; fi
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word"))
  elif [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$word"))
  elif [ -n "$names" ]; then
    while IFS= read -r name; do
      if [[ $name == "$word"* ]]; then COMPREPLY+=("$(printf %q "$name")"); fi
    done < <("\${COMP_WORDS[0]}" --names "$names" "$uri" 2>/dev/null)
  elif [ -n "$files" ]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$word")
  fi
}
complete -F _lodge lodge`
}
