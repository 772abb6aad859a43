import { expect, test } from 'vitest'
import { auditLine } from './audit.ts'

const time = new Date('2026-11-22T10:00:00Z')
const who = {
  ...{ door: 'unix' as const, readOnly: false },
  process: { pid: 7, uid: 1000, gid: 1000, groups: [1000, 106] },
}

test('who, what, which and how it went', () => {
  const domain = { name: 'web', uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809' }
  const line = auditLine({ who, what: 'DOMAIN_CREATE', domain, result: 'done', milliseconds: 12.7 }, time)
  expect(JSON.parse(line)).toEqual({
    ...{ time: '2026-11-22T10:00:00.000Z', what: 'DOMAIN_CREATE', result: 'done', domain, milliseconds: 13 },
    who: { door: 'unix', pid: 7, uid: 1000, gid: 1000 },
  })
})

test.each(['a\nb', 'a\r\n{"time":"forged"}', '\u001b[2J', '\u009b2J', '\u2028', 'x\u202eb', '"}'])(
  'a name such as %j makes one line of printable characters',
  (name) => {
    const line = auditLine({ who, what: 'X', domain: { name, uuid: '' }, result: 'done', milliseconds: 0 }, time)
    expect(line).toMatch(/^[ -~]+\n$/)
    expect(JSON.parse(line).domain.name).toBe(name)
  },
)

test('a name without end does not make a line without end', () => {
  const domain = { name: 'n'.repeat(1 << 20), uuid: '' }
  const certificate = 'c'.repeat(1 << 20)
  const record = { who: { ...who, certificate }, what: 'X', domain, result: 'done' as const, milliseconds: 0 }
  expect(auditLine(record, time).length).toBeLessThan(5000)
})
