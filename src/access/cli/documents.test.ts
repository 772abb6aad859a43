import { expect, it } from 'vitest'
import { resolvePaths } from './documents.ts'

it.each([
  ["<source file='./a.img'/>", "<source file='/vm/x/a.img'/>"],
  ['<source file = "../a.img"/>', '<source file = "/vm/a.img"/>'],
  ['<kernel>\n  ./vmlinuz\n</kernel>', '<kernel>\n  /vm/x/vmlinuz\n</kernel>'],
  ["<source file='/a/./b'/>", "<source file='/a/./b'/>"],
  ["<source file='a.img'/>", "<source file='a.img'/>"],
  ['<name>.hidden</name>', '<name>.hidden</name>'],
  ["<source file='./a&amp;b'/>", "<source file='/vm/x/a&amp;b'/>"],
])('%s', (text, expected) => {
  expect(resolvePaths(text, '/vm/x')).toBe(expected)
})

it('quotes the folder for XML', () => {
  expect(resolvePaths("<source file='./a'/>", "/it's <&>")).toBe("<source file='/it&apos;s &lt;&amp;>/a'/>")
})
