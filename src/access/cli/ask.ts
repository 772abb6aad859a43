import { createInterface } from 'node:readline/promises'
import type { Terminal } from './terminal.ts'

/**
 * Asks for one of some letters; the first is meant by an empty line. Undefined where nobody is there to answer, or the
 * answers have ended.
 */
export async function ask<Letter extends string>(
  { input, errors }: Terminal,
  question: string,
  letters: readonly [Letter, ...Letter[]],
): Promise<Letter | undefined> {
  if (!input.isTTY) return undefined
  const [usual, ...others] = letters
  const lines = createInterface({ input, output: errors })
  const over = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)))
  lines.once('SIGINT', () => lines.close())
  try {
    for (;;) {
      const line = await Promise.race([
        lines.question(`${question} [${[usual.toUpperCase(), ...others].join(', ')}] `),
        over,
      ])
      if (line === undefined) return undefined
      const word = line.trim().toLowerCase()
      const meant = word === '' ? usual : letters.find((letter) => letter === word[0])
      if (meant !== undefined) return meant
    }
  } finally {
    lines.close()
  }
}
