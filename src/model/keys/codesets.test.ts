import { expect, test } from 'vitest'
import { keyNumber } from './codesets.ts'

test.each([
  // A, Enter of the keypad, the right Ctrl key, Pause, Delete
  ['linux', [30, 96, 97, 119, 111], [30, 0x9c, 0x9d, 0xc6, 0xd3]],
  ['xt', [30, 29], [30, 29]],
  ['atset1', [0x1e, 0xe01c, 0xe01d, 0xe053], [30, 0x9c, 0x9d, 0xd3]],
  ['atset2', [0x1c, 0xe05a], [30, 0x9c]],
  ['os_x', [0, 0x4c], [30, 0x9c]],
  ['xt_kbd', [30, 284], [30, 0x9c]],
  ['usb', [4, 88], [30, 0x9c]],
  ['win32', [0x41], [30]],
  ['qnum', [30, 0xd3], [30, 0xd3]],
] as const)('keys of %s', (codeset, codes, numbers) => {
  expect(codes.map((code) => keyNumber(codeset, code))).toEqual(numbers)
})

test('what is no key has no number', () => {
  for (const code of [0, 700, 9999, 2 ** 31]) expect(keyNumber('linux', code)).toBeUndefined()
  for (const code of [0, 256]) expect(keyNumber('qnum', code)).toBeUndefined()
})
