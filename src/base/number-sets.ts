/** Sets of small numbers written as libvirt writes CPU and node sets: `0-3,6`, `0-7,^2`. */

/** libvirt's own bound on what such a set may name. */
const highest = 16_383

/** The numbers of a set in rising order; undefined where the text is no set. */
export function parseNumberSet(text: string): number[] | undefined {
  if (text.length > 100_000) return undefined
  const found = new Set<number>()
  for (const piece of text.split(',')) {
    const match = /^\s*(\^?)\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*$/.exec(piece)
    if (!match) return undefined
    const first = Number(match[2])
    const last = match[3] === undefined ? first : Number(match[3])
    if (last < first || last > highest || (match[1] && last !== first)) return undefined
    for (let each = first; each <= last; each++) {
      if (match[1]) found.delete(each)
      else found.add(each)
    }
  }
  return [...found].sort((a, b) => a - b)
}

/** First and last number of each run without a gap. */
export function runsOf(numbers: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = []
  for (const each of numbers) {
    const last = runs.at(-1)
    if (last && each === last[1] + 1) last[1] = each
    else runs.push([each, each])
  }
  return runs
}

export function formatNumberSet(numbers: readonly number[]): string {
  return runsOf(numbers)
    .map(([first, last]) => (first === last ? String(first) : `${first}-${last}`))
    .join(',')
}
