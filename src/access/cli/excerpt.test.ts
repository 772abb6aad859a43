import { expect, it } from 'vitest'
import { excerpt } from './excerpt.ts'

it('puts a caret under the word', () => {
  expect(excerpt("<a>\n  <b  c='1'/>", { line: 2, column: 7 })).toBe("   2 |   <b  c='1'/>\n     |       ^")
})

it('shows the middle of a line that is too long', () => {
  const [line = '', caret = ''] = excerpt(`${'x '.repeat(5000)}<y/>`, { line: 1, column: 10_001 }).split('\n')
  expect(line.length).toBeLessThan(180)
  expect(line[caret.indexOf('^')]).toBe('<')
})

it('shows nothing of a line that is not there', () => {
  expect(excerpt('<a/>', { line: 7, column: 1 })).toBe('')
})
