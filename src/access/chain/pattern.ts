/**
 * Whether a text is as a pattern of a shell says (fnmatch(3)): `*` any characters, `?` one, `[a-z]` or `[!a-z]` one of some.
 * The time it takes grows with the product of both lengths and no faster, whatever they are.
 */
export function matches(pattern: string, text: string): boolean {
  const parts = partsOf(pattern)
  let [part, at] = [0, 0]
  let star: { part: number; at: number } | undefined
  while (at < text.length) {
    const test = parts[part]
    if (test === '*') star = { part: part++, at }
    else if (test?.(text[at] as string)) {
      part++
      at++
    } else if (star) {
      part = star.part + 1
      at = ++star.at
    } else return false
  }
  return parts.slice(part).every((test) => test === '*')
}

type Part = '*' | ((letter: string) => boolean)

function partsOf(pattern: string): Part[] {
  const parts: Part[] = []
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] as string
    const end = letter === '[' ? pattern.indexOf(']', pattern[at + 1] === '!' ? at + 3 : at + 2) : -1
    if (letter === '*') parts.push('*')
    else if (letter === '?') parts.push(() => true)
    else if (letter === '\\' && at + 1 < pattern.length) parts.push(same(pattern[++at] as string))
    else if (end > 0) {
      parts.push(oneOf(pattern.slice(at + 1, end)))
      at = end
    } else parts.push(same(letter))
  }
  return parts
}

function same(wanted: string): Part {
  return (letter) => letter === wanted
}

function oneOf(inside: string): Part {
  const negated = inside.startsWith('!')
  const letters = negated ? inside.slice(1) : inside
  return (letter) => {
    for (let at = 0; at < letters.length; at++) {
      const from = letters[at] as string
      const to = letters[at + 1] === '-' && at + 2 < letters.length ? (letters[at + 2] as string) : from
      if (from <= letter && letter <= to) return !negated
      if (to !== from) at += 2
    }
    return negated
  }
}
