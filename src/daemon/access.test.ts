import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Identity } from '../access/chain/identity.ts'
import type { LodgeError } from '../base/errors.ts'
import { Paths } from '../driver/host/paths.ts'
import { Access } from './access.ts'

function place({ ofSystem = false, polkitAnswers = false } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'lodge-access-'))
  mkdirSync(join(root, 'etc'))
  const warnings: LodgeError[] = []
  return {
    warnings,
    write: (text: string) => writeFileSync(join(root, 'etc/access.json'), text),
    load: () =>
      Access.load({
        ...{ paths: new Paths({ root }), ofSystem, polkitKnows: async () => polkitAnswers },
        warn: (warning) => void warnings.push(warning),
      }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  }
}

const daemonUser: Identity = { door: 'unix', readOnly: false, process: { pid: 1, uid: 1, gid: 1, groups: [] } }
const rules = (...all: object[]): string => JSON.stringify({ rules: all })

test('names are those of this machine, and one that nobody has is told', async () => {
  using here = place()
  here.write(rules({ users: ['daemon', 'no-such-user'], groups: ['daemon'], may: ['look'] }))
  const access = await here.load()
  expect(access.subjectOf(daemonUser).may('domain:read')).toBe(true)
  expect(here.warnings.map(({ message }) => message)).toEqual(['nobody here is called no-such-user'])
})

test('with mistakes nothing begins; read again, what held before goes on', async () => {
  using here = place()
  here.write('{"rules": [')
  await expect(here.load()).rejects.toMatchObject({ code: 'CONF_SYNTAX' })
  here.write(rules({ users: [1], may: ['look'] }))
  const access = await here.load()
  here.write('nonsense')
  await access.reload()
  expect(here.warnings).toHaveLength(1)
  expect(access.subjectOf(daemonUser).may('domain:read')).toBe(true)
  here.write(rules({ users: [2], may: ['look'] }))
  await access.reload()
  expect(access.subjectOf(daemonUser).isStranger).toBe(true)
})

describe('polkit is asked', () => {
  test.each<[string, string | undefined, { ofSystem?: boolean; polkitAnswers?: boolean }, boolean]>([
    ['by the system where it is there', undefined, { ofSystem: true, polkitAnswers: true }, true],
    ['not where it is not', undefined, { ofSystem: true }, false],
    ['not by a session', undefined, { polkitAnswers: true }, false],
    ['not where rules are written', rules(), { ofSystem: true, polkitAnswers: true }, false],
    ['where the file says so, too', '{"rules": [], "polkit": true}', { polkitAnswers: true }, true],
    ['not where the file says no', '{"polkit": false}', { ofSystem: true, polkitAnswers: true }, false],
  ])('%s', async (_, text, around, asked) => {
    using here = place(around)
    if (text !== undefined) here.write(text)
    expect((await here.load()).polkit).toBe(asked)
    expect(here.warnings).toEqual([])
  })

  test('though it does not answer, where the file says so: nobody gets in who would not with it', async () => {
    using here = place()
    here.write('{"polkit": true}')
    const access = await here.load()
    const asked = { ...daemonUser, readOnly: true, process: { pid: 1, uid: 1, gid: 1, groups: [], startTime: 5 } }
    expect(access.subjectOf(asked).isStranger).toBe(true)
    expect(here.warnings).toMatchObject([{ code: 'AUTH_UNAVAILABLE' }])
  })
})
