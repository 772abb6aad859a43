import type { Position } from '../../base/errors.ts'

const widest = 160

/** The source line of a problem with a caret beneath the place: what compilers show. */
export function excerpt(source: string, { line, column }: Position): string {
  const whole = source.split('\n', line)[line - 1]?.trimEnd()
  if (!whole) return ''
  const start = column > widest - 20 ? column - 40 : 0
  const shown = whole.slice(start, start + widest).replaceAll('\t', ' ')
  const marked = /^<?[\w:.-]+/.exec(whole.slice(column - 1))?.[0].length ?? 1
  const margin = String(line).length
  return [
    `${' '.repeat(3)}${line} | ${shown}`,
    `${' '.repeat(3 + margin)} | ${' '.repeat(column - 1 - start)}${'^'.repeat(Math.min(marked, widest))}`,
  ].join('\n')
}
