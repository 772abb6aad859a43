import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

it.each([
  ['dsk', ['disk', 'dir'], 'disk'],
  ['flie', ['file', 'tile'], 'file'],
  ['rnu', ['run', 'xml'], 'run'],
  ['Disk', ['disk'], 'disk'],
  ['elephant', ['disk', 'file'], undefined],
  ['x', [], undefined],
  ['a'.repeat(100), ['a'.repeat(99)], undefined],
])('%s among %j is %s', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected)
})
