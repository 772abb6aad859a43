import type { Problem } from '../../base/problems.ts'
import type { Document } from './documents.ts'
import { excerpt } from './excerpt.ts'
import type { Terminal } from './terminal.ts'

export interface Checked extends Document {
  problems: readonly Problem[]
}

/** As one reads the file: what has no place comes first. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const place = ({ position }: Problem): [number, number] => [position?.line ?? 0, position?.column ?? 0]
  return problems.toSorted((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1])
}

/** Each with its line, a caret beneath the place, and what was probably meant. */
export function showProblems({ name, text, problems }: Checked, out: Terminal['out'], style: Terminal['style']): void {
  for (const { level, message, position, nearest, path } of inOrder(problems)) {
    const place = position ? `${name}:${position.line}:${position.column}` : name
    const title = style(['bold', level === 'error' ? 'red' : 'yellow'], `${level}:`)
    out(`${style('bold', place)}: ${title} ${message}`)
    const source = position && excerpt(text, position)
    if (source) out(source)
    else if (path) out(`   in ${path}`)
    if (nearest) out(`   ${style('cyan', 'hint:')} did you mean '${nearest}'?`)
  }
}
