/** How one value is written in an attribute or as text. */
export interface Scalar<T> {
  /** The value, or undefined where the text is not of this form. */
  read(text: string): T | undefined
  write(value: T): string
  /** What is allowed, to end «expected …». */
  expects: string
  /** All allowed words, where they can be listed. */
  words?: readonly string[]
}

export const string: Scalar<string> = { read: (text) => text, write: (value) => value, expects: 'text' }

export const nonEmpty: Scalar<string> = {
  read: (text) => (text === '' ? undefined : text),
  write: (value) => value,
  expects: 'text that is not empty',
}

/** One word of a list. */
export function oneOf<const W extends readonly string[]>(...words: W): Scalar<W[number]> {
  const known = new Set<string>(words)
  return {
    read: (text) => (known.has(text) ? text : undefined),
    write: (value) => value,
    expects: `one of ${words.map((word) => `'${word}'`).join(', ')}`,
    words,
  }
}

function truth(yes: string, no: string): Scalar<boolean> {
  return {
    read: (text) => (text === yes ? true : text === no ? false : undefined),
    write: (value) => (value ? yes : no),
    expects: `'${yes}' or '${no}'`,
    words: [yes, no],
  }
}

export const yesNo = truth('yes', 'no')
export const onOff = truth('on', 'off')

/** Whole numbers; hexadecimal with `0x` too where `base` is 'any', as strtoul's base 0. */
function integer(
  least: number,
  most: number,
  base: 'decimal' | 'any',
  format = (value: number) => String(value),
): Scalar<number> {
  const form = base === 'decimal' ? /^\s*[+-]?\d+$/ : /^\s*[+-]?(?:0[xX][0-9a-fA-F]+|\d+)$/
  return {
    read: (text) => {
      if (text.length > 40 || !form.test(text)) return undefined
      const value = Number(text.trim().replace(/^\+/, ''))
      return Number.isSafeInteger(value) && value >= least && value <= most ? value : undefined
    },
    write: format,
    expects:
      most === Number.MAX_SAFE_INTEGER ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`,
  }
}

/** 32 bits. */
export const uint = integer(0, 0xffff_ffff, 'decimal')
export const positive = integer(1, 0xffff_ffff, 'decimal')
export const int = integer(-0x8000_0000, 0x7fff_ffff, 'decimal')
/** 64 bits in libvirt; here up to 2^53 - 1. */
export const uint64 = integer(0, Number.MAX_SAFE_INTEGER, 'decimal')

export function uintUpTo(most: number): Scalar<number> {
  return integer(0, most, 'decimal')
}

/** A number written in hexadecimal with that many digits, read in any base. */
export function hex(digits: number, most = 0xffff_ffff): Scalar<number> {
  return integer(0, most, 'any', (value) => `0x${value.toString(16).padStart(digits, '0')}`)
}

/** A number read in any base and written in decimal. */
export const anyUint = integer(0, 0xffff_ffff, 'any')
