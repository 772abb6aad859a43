import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Where a verb writes. Colours appear only on a terminal, and never where NO_COLOR is set. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  style(style: Style, text: string): string
  styleErr(style: Style, text: string): string
  /** For the console alone, which passes bytes through. */
  input: NodeJS.ReadStream
  output: NodeJS.WriteStream
}

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
    styleErr: (style, text) => styleText(style, text, { stream: stderr }),
    input: stdin,
    output: stdout,
  }
}

/** Columns as wide as their widest cell; the last one is not padded. */
export function table(rows: string[][]): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  return rows
    .map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '))
    .join('\n')
}
