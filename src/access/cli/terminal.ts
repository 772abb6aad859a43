import { stripVTControlCharacters, styleText } from 'node:util'
import { printable } from './printable.ts'

type Style = Parameters<typeof styleText>[0]

/** Where a verb writes. Colours appear only on a terminal, and never where NO_COLOR is set. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  style(style: Style, text: string): string
  styleErr(style: Style, text: string): string
  /** The streams themselves, for what is more than lines: consoles, screens, questions. */
  input: NodeJS.ReadStream
  output: NodeJS.WriteStream
  errors: NodeJS.WriteStream
}

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  return {
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    style: (style, text) => styleText(style, text, { stream: stdout }),
    styleErr: (style, text) => styleText(style, text, { stream: stderr }),
    input: stdin,
    output: stdout,
    errors: stderr,
  }
}

function write(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${stream.isTTY ? printable(text) : text}\n`)
}

/** Columns as wide as their widest cell; the last one is not padded. Colours take no room. */
export function table(rows: string[][]): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))))
  const padded = (cell: string, i: number): string => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n')
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length
}
