import { expect, test } from 'vitest'
import { readAccessFile } from './rules.ts'

const read = (rules: unknown) => readAccessFile(JSON.stringify({ rules }), '/etc/lodge/access.json').rules ?? []

test('words stand for many classes', () => {
  const [rule] = read([{ users: ['alice', 1000], may: ['look', 'domain:start'], domains: ['dev-*'] }])
  expect(rule).toMatchObject({ users: ['alice', 1000], domains: ['dev-*'] })
  expect(rule?.may.has('domain:start') && rule.may.has('domain:read')).toBe(true)
  expect(rule?.may.has('domain:stop')).toBe(false)
})

test.each([
  ['no JSON', '{', /JSON/],
  ['no list', '{"rules": {}}', /list/],
  ['another word beside it', '{"rules": [], "rule": []}', /'rule', which nobody knows/],
  ['a rule for nobody', '{"rules": [{"may": ["all"]}]}', /rule 1 is for nobody/],
  ['a rule for an empty list', '{"rules": [{"users": [], "may": ["all"]}]}', /users is a list/],
  ['a rule that allows nothing', '{"rules": [{"users": ["a"]}]}', /says nothing/],
  ['an unknown class', '{"rules": [{"users": ["a"], "may": ["domain:fly"]}]}', /'domain:fly'/],
  ['an inherited word', '{"rules": [{"users": ["a"], "may": ["constructor"]}]}', /'constructor'/],
  ['a misspelt part', '{"rules": [{"users": ["a"], "my": ["all"]}]}', /'my'/],
  ['a user that is neither', '{"rules": [{"users": [-1], "may": ["all"]}]}', /users/],
  ['polkit that is no yes or no', '{"polkit": "yes"}', /"polkit" is neither/],
  ['an unknown door', '{"rules": [{"doors": ["window"], "may": ["all"]}]}', /doors/],
])('%s is refused', (_, text, message) => {
  expect(() => readAccessFile(text, '/etc/lodge/access.json')).toThrow(
    expect.objectContaining({
      code: 'CONF_SYNTAX',
      where: '/etc/lodge/access.json',
      message: expect.stringMatching(message),
    }),
  )
})

test('of what a file leaves out the usual holds', () => {
  expect(readAccessFile('{"polkit": false}', 'access.json')).toEqual({ polkit: false })
  expect(readAccessFile('{"rules": [], "polkit": true}', 'access.json')).toEqual({ rules: [], polkit: true })
})
