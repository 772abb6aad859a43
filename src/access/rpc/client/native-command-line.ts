import type { CommandLineOption } from '../../../api/index.ts'

/** A command line as a server writes it for a shell, cut into its options again. */
export function nativeCommandLine(text: string): CommandLineOption[] {
  const words = shellWords(text)
  // libvirt writes the emulator's environment before it.
  const start = words.findIndex((word) => !/^\w+=/.test(word))
  const [program, ...rest] = start < 0 ? [] : words.slice(start)
  if (program === undefined) return []
  const options: CommandLineOption[] = [{ option: program }]
  for (const word of rest) {
    const last = options.at(-1)
    if (word.startsWith('-') || options.length === 1 || last?.value !== undefined) options.push({ option: word })
    else if (last) last.value = word
  }
  return options
}

/** Quotes and backslashes as a shell reads them; a backslash before the end of a line joins two. */
function shellWords(text: string): string[] {
  const word = /(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[^\n]|[^\s'"\\])+/g
  return [...text.replaceAll('\\\n', ' ').matchAll(word)].map(([found]) =>
    found.replaceAll(
      /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
      (_, single, double, escaped) =>
        single ?? (double as string | undefined)?.replaceAll(/\\([\\"$`])/g, '$1') ?? escaped,
    ),
  )
}
