import { parseNumberSet } from '../../../base/number-sets.ts'

/** The kernel's lists of numbers: `0-3,8`. */
export function numbersIn(text: string): number[] {
  return parseNumberSet(text.trim()) ?? []
}
