import { expect, it } from 'vitest'
import { guestXml, pretendHost } from '../../../../test/support/guest.ts'
import { checkDomain, completeDomain, parseDomain } from '../index.ts'

function named(name: string, uuid = '<uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>') {
  const xml = guestXml('')
    .replace('<name>test</name>', () => `<name>${name}</name>`)
    .replace(/<uuid>.*<\/uuid>/, uuid)
  const world = completeDomain(parseDomain(xml), pretendHost())
  checkDomain(world)
  return { uuid: world.domain.uuid, problems: world.report.problems.map(({ message }) => message) }
}

it('takes any name that can be the name of a file', () => {
  for (const name of ['web', 'a,b=c', 'größe 1', 'x'.repeat(200)]) expect(named(name).problems).toEqual([])
})

it('refuses slashes, lines, folders and endless names', () => {
  for (const name of ['a/b', 'a&#10;b', '..', '.', 'x'.repeat(10_000), 'é'.repeat(101)]) {
    expect(named(name).problems, name.slice(0, 10)).toHaveLength(1)
  }
})

it('makes up a UUID, and takes no zeros for one', () => {
  expect(named('web', '').uuid).toBe('00010203-0405-4607-8809-0a0b0c0d0e0f')
  expect(named('web', '<uuid>00000000-0000-0000-0000-000000000000</uuid>').problems).toHaveLength(1)
})
