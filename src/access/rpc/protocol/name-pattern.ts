import { LodgeError } from '../../../base/errors.ts'

/** What a pattern is read as. */
type Node =
  | { takes: (char: string) => boolean }
  | { at: 'start' | 'end' }
  | { sequence: Node[] }
  | { either: Node[] }
  | { repeated: Node; how: '*' | '+' | '?' }

/** Where a match can be: it goes on by a character, at an end of the name, or at once. */
interface State {
  takes?: (char: string) => boolean
  at?: 'start' | 'end'
  next: number[]
}

const longestPattern = 256
/** No event of QEMU's has a longer name. */
const longestName = 64
/** Names recur: what was found of so many is remembered. */
const mostKnown = 64

const classes: Record<string, (char: string) => boolean> = {
  d: (char) => /\d/.test(char),
  w: (char) => /\w/.test(char),
  s: (char) => /\s/.test(char),
}

/**
 * Whether a name has the pattern in it. All ways to match are followed at once, so the time grows with the lengths of
 * pattern and name alone: a regular expression of JavaScript's own could be made to take for ever, and hold up everybody.
 */
export function namePattern(pattern: string, { noCase = false } = {}): (name: string) => boolean {
  if (pattern.length > longestPattern)
    throw wrong(pattern.slice(0, 32), `it is longer than ${longestPattern} characters`)
  const same = (text: string): string => (noCase ? text.toLowerCase() : text)
  const states: State[] = [{ next: [] }]
  const first = build(new PatternReader(pattern, noCase).read(), 0, states)
  const known = new Map<string, boolean>()
  return (name) => {
    if (name.length > longestName) return false
    const found = known.get(name) ?? matches(states, first, same(name))
    if (known.size < mostKnown) known.set(name, found)
    return found
  }
}

/** The state from which the node leads to the next one; 0 is where a match is complete. */
function build(node: Node, next: number, states: State[]): number {
  const add = (state: State): number => states.push(state) - 1
  if ('sequence' in node) return node.sequence.reduceRight((then, each) => build(each, then, states), next)
  if ('either' in node) return add({ next: node.either.map((each) => build(each, next, states)) })
  if (!('repeated' in node)) return add({ ...node, next: [next] })
  if (node.how === '?') return add({ next: [build(node.repeated, next, states), next] })
  const again: State = { next: [] }
  const loop = add(again)
  const once = build(node.repeated, loop, states)
  again.next = [once, next]
  return node.how === '+' ? once : loop
}

function matches(states: State[], first: number, name: string): boolean {
  let here = new Set<number>()
  for (let place = 0; place <= name.length; place++) {
    // A set's walk takes in what is added meanwhile. A match may begin anywhere.
    here.add(first)
    const after = new Set<number>()
    for (const index of here) {
      if (index === 0) return true
      const { takes, at, next } = states[index] as State
      const passes = at === undefined || place === (at === 'start' ? 0 : name.length)
      const into = takes ? after : here
      if (takes ? place < name.length && takes(name.charAt(place)) : passes) for (const each of next) into.add(each)
    }
    here = after
  }
  return false
}

/** Reads what patterns of names are made of; what else regular expressions can have is refused. */
class PatternReader {
  readonly #text: string
  readonly #noCase: boolean
  #place = 0

  constructor(text: string, noCase: boolean) {
    this.#text = text
    this.#noCase = noCase
  }

  read(): Node {
    const node = this.#either()
    if (this.#place < this.#text.length) throw wrong(this.#text, "a ')' closes nothing")
    return node
  }

  #either(): Node {
    const either = [this.#sequence()]
    while (this.#skip('|')) either.push(this.#sequence())
    return { either }
  }

  #sequence(): Node {
    const sequence: Node[] = []
    for (let char = this.#peek(); char && char !== '|' && char !== ')'; char = this.#peek()) {
      let node = this.#one()
      for (let how = this.#peek(); how === '*' || how === '+' || how === '?'; how = this.#peek()) {
        this.#place++
        // One more '?' or '+' says which match is preferred, and any is enough here.
        if (!('repeated' in node) || how === '*') node = { repeated: node, how }
      }
      sequence.push(node)
    }
    return { sequence }
  }

  #one(): Node {
    const char = this.#take()
    if (char === '(') return this.#group()
    if (char === '[') return { takes: this.#set() }
    if (char === '.') return { takes: () => true }
    if (char === '^') return { at: 'start' }
    if (char === '$') return { at: 'end' }
    if (char === '\\') return { takes: this.#escaped() }
    if ('*+?'.includes(char)) throw wrong(this.#text, `nothing stands before '${char}'`)
    if (char === '{') throw beyond(this.#text, '{')
    return { takes: this.#literal(char) }
  }

  #group(): Node {
    if (this.#skip('?') && !this.#skip(':')) throw beyond(this.#text, '(?')
    const node = this.#either()
    if (!this.#skip(')')) throw wrong(this.#text, "a '(' is not closed")
    // What stands in parentheses is repeated as a whole.
    return { sequence: [node] }
  }

  #set(): (char: string) => boolean {
    const not = this.#skip('^')
    const parts: ((char: string) => boolean)[] = []
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const char = this.#take()
      if (char === '[' && ':.='.includes(this.#peek() || '-')) throw beyond(this.#text, '[:')
      if (char === '\\') parts.push(this.#escaped())
      else if (this.#peek() === '-' && !['', ']'].includes(this.#text.charAt(this.#place + 1))) {
        this.#place++
        parts.push(this.#range(char, this.#take()))
      } else parts.push(this.#literal(char))
    }
    this.#place++
    return (char) => parts.some((part) => part(char)) !== not
  }

  #range(from: string, to: string): (char: string) => boolean {
    const within = (char: string): boolean => char >= from && char <= to
    return this.#noCase ? (char) => within(char) || within(char.toUpperCase()) : within
  }

  #escaped(): (char: string) => boolean {
    const char = this.#take()
    const inClass = classes[char.toLowerCase()]
    if (inClass) return char === char.toLowerCase() ? inClass : (each) => !inClass(each)
    if (/[a-zA-Z0-9]/.test(char)) throw beyond(this.#text, `\\${char}`)
    return this.#literal(char)
  }

  #literal(char: string): (char: string) => boolean {
    const wanted = this.#noCase ? char.toLowerCase() : char
    return (each) => each === wanted
  }

  #peek(): string {
    return this.#text.charAt(this.#place)
  }

  #take(): string {
    if (this.#place >= this.#text.length) throw wrong(this.#text, 'it ends too early')
    return this.#text.charAt(this.#place++)
  }

  #skip(char: string): boolean {
    if (this.#peek() !== char) return false
    this.#place++
    return true
  }
}

function wrong(pattern: string, why: string): LodgeError {
  return new LodgeError('INVALID_ARG', `'${pattern}' is no pattern: ${why}`)
}

function beyond(pattern: string, what: string): LodgeError {
  return new LodgeError('ARGUMENT_UNSUPPORTED', `the pattern '${pattern}' has a '${what}', which is not taken here`, {
    hint: 'patterns can have . [a-z] ( | ) * + ? ^ $ and \\d \\w \\s',
  })
}
