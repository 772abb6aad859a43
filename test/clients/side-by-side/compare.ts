import type { Difference } from './differences.ts'

/** What both said to one question. */
export interface Heard {
  /** The phase and the question, as the table of differences names it: `running: dominfo guest`. */
  question: string
  ours: string
  theirs: string
}

/** What speaks against the table: a difference that isn't in it, and one in it that is none any more. */
export function complaints(heard: readonly Heard[], table: readonly Difference[]): string[] {
  const told: string[] = []
  const rows = new Map(table.flatMap((row) => row.questions.map((question) => [question, { row, seen: false }])))
  for (const { question, ours, theirs } of heard) {
    if (ours === theirs) continue
    const known = rows.get(question)
    if (known) known.seen = true
    const left = known?.row.lines ? [ours, theirs].map((text) => without(text, known.row.lines)) : []
    if (known && left[0] === left[1]) continue
    told.push(`${question}\n${difference(left[0] ?? ours, left[1] ?? theirs)}`)
  }
  for (const [question, { row, seen }] of rows) {
    if (!seen && !row.sometimes) told.push(`${question}\nis in the table of differences and is none`)
  }
  return told
}

function without(text: string, lines: RegExp | undefined): string {
  const kept = text.split('\n').filter((line) => !lines?.test(line))
  return kept.join('\n')
}

/** The lines that only one of them has. */
function difference(ours: string, theirs: string): string {
  const only = (text: string, other: string, mark: string): string[] => {
    const said = new Set(other.split('\n'))
    const lines = text.split('\n').filter((line) => !said.has(line))
    return lines.slice(0, 40).map((line) => `${mark} ${line}`)
  }
  const found = [...only(ours, theirs, 'Lodge:  '), ...only(theirs, ours, 'libvirt:')]
  return found.join('\n') || 'the same lines in another order'
}
