import { malformed } from '../xdr/reader.ts'

/** One complete type of a signature: `s`, `a{sv}`, `(bu)`. */
export interface Type {
  letter: string
  /** The element of an array, the members of a structure or of an entry. */
  of: readonly Type[]
}

/** Any other type in a message, which comes with its signature. */
export interface Variant {
  signature: string
  value: Value
}

/** Whole numbers of 64 bits are bigints; arrays, structures and entries are arrays. */
export type Value = boolean | number | bigint | string | Variant | readonly Value[]

/** To what place in a message values are padded, by the letter of their types. */
const alignments: Record<string, number> = {
  ...{ y: 1, g: 1, v: 1, n: 2, q: 2, b: 4, i: 4, u: 4, h: 4, s: 4, o: 4, a: 4 },
  ...{ x: 8, t: 8, d: 8, '(': 8, '{': 8 },
}

/** The specification's own limits. */
const longestSignature = 255
const deepest = 32

export function alignmentOf({ letter }: Type): number {
  return alignments[letter] ?? 1
}

export function typesOf(signature: string): Type[] {
  if (signature.length > longestSignature) throw malformed('a signature is too long')
  let at = 0
  const one = (depth: number): Type => {
    const letter = signature[at++] ?? ''
    if (!Object.hasOwn(alignments, letter) || depth > deepest) throw malformed(`'${signature}' is no signature`)
    if (letter === 'a') return { letter, of: [one(depth + 1)] }
    if (letter !== '(' && letter !== '{') return { letter, of: [] }
    const of = many(letter === '(' ? ')' : '}', depth + 1)
    if (of.length === 0) throw malformed(`'${signature}' has a structure of nothing`)
    return { letter, of }
  }
  const many = (end: string | undefined, depth: number): Type[] => {
    const types: Type[] = []
    while (signature[at] !== end) types.push(one(depth))
    at++
    return types
  }
  return many(undefined, 0)
}
