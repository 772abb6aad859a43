import { expect, it } from 'vitest'
import { bytes, duration } from './amounts.ts'
import { clip } from './clip.ts'
import { printable } from './printable.ts'
import { table } from './terminal.ts'

it('shows names that would move the cursor as text; colours stay', () => {
  expect(printable('a\x1b[2Jb\x07\u202ec')).toBe('a\\x1b[2Jb\\x07\\u202ec')
  expect(printable('\x1b[31mred\x1b[39m\n\tnext')).toBe('\x1b[31mred\x1b[39m\n\tnext')
})

it('counts no colours as columns', () => {
  expect(clip('\x1b[31mabc\x1b[39mdef', 4)).toBe('\x1b[31mabc\x1b[39md')
  expect(clip('abc', 5)).toBe('abc')
  expect(
    table([
      ['\x1b[31ma\x1b[39m', 'x'],
      ['bcd', ''],
    ]),
  ).toBe('\x1b[31ma\x1b[39m    x\nbcd')
})

it.each([
  [0, '0 B'],
  [1023, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [100 * 1024, '100 KiB'],
  [2 ** 31, '2.0 GiB'],
])('%d bytes are %s', (count, text) => expect(bytes(count)).toBe(text))

it.each([
  [0, '0 s'],
  [61_000, '1 min 1 s'],
  [86_400_000 * 3 + 7_200_000, '3 d 2 h'],
])('%d ms are %s', (time, text) => expect(duration(time)).toBe(text))
