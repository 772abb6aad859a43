import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { matches } from './pattern.ts'

test.each([
  ['dev-*', 'dev-1', true],
  ['dev-*', 'dev-', true],
  ['dev-*', 'xdev-1', false],
  ['*', '', true],
  ['', 'a', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*CN=*.example.org*', 'C=GB,O=x,CN=host.example.org', true],
  ['C=GB,O=[!x]*', 'C=GB,O=x', false],
  ['vm[0-9]', 'vm7', true],
  ['vm[0-9]', 'vmx', false],
  ['vm[]]', 'vm]', true],
  ['vm[', 'vm[', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['a.c', 'abc', false],
])("'%s' and '%s'", (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected)
})

test('a hostile name takes no time', async () => {
  const time = await processorTime(() => {
    expect(matches(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false)
  })
  expect(time).toBeLessThan(2000)
})
