import { formatNumberSet, parseNumberSet } from '../../base/number-sets.ts'
import { parseUuid } from '../../base/uuid.ts'
import type { Scalar } from '../../formats/xml/scalars.ts'

export const uuidText: Scalar<string> = {
  read: parseUuid,
  write: (value) => value,
  expects: 'a UUID: 32 hexadecimal digits, 8-4-4-4-12',
}

/** A set of CPUs, nodes or threads that holds at least one, in the model in its shortest form. */
export const numberSet: Scalar<string> = {
  read: (text) => {
    const numbers = parseNumberSet(text)
    return numbers && numbers.length > 0 ? formatNumberSet(numbers) : undefined
  },
  write: (value) => value,
  expects: "a set of numbers that isn't empty, such as 0-3,6 or 0-7,^2",
}

/** Numbers of a set that the model holds. */
export function numbersOf(set: string | undefined): number[] {
  return set ? (parseNumberSet(set) ?? []) : []
}

/** A whole number of 64 bits with a sign, as far as JavaScript counts. */
export const int64: Scalar<number> = {
  read: (text) => {
    const value = /^\s*[+-]?\d{1,20}\s*$/.test(text) ? Number(text) : Number.NaN
    return Number.isSafeInteger(value) ? value : undefined
  },
  write: (value) => String(value),
  expects: 'a whole number',
}
