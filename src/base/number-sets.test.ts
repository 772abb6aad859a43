import { expect, test } from 'vitest'
import { formatNumberSet, parseNumberSet, runsOf } from './number-sets.ts'

test('reads single numbers, ranges and exceptions', () => {
  expect(parseNumberSet('1-4,^3, 8')).toEqual([1, 2, 4, 8])
  expect(parseNumberSet('0,^0')).toEqual([])
})

test('refuses what is no set, and what has no bound', () => {
  for (const text of ['', 'a', '3-1', '1,,2', '0-99999999', '^1-3']) expect(parseNumberSet(text)).toBeUndefined()
})

test('writes runs as ranges', () => {
  expect(formatNumberSet([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8')
  expect(runsOf([])).toEqual([])
})
