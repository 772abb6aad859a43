import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Identity } from '../access/chain/identity.ts'
import type { LodgeError } from '../base/errors.ts'
import { Paths } from '../driver/host/paths.ts'
import { Access } from './access.ts'

function place() {
  const root = mkdtempSync(join(tmpdir(), 'lodge-access-'))
  mkdirSync(join(root, 'etc'))
  const warnings: LodgeError[] = []
  return {
    warnings,
    write: (text: string) => writeFileSync(join(root, 'etc/access.json'), text),
    load: () => Access.load({ paths: new Paths({ root }), warn: (warning) => void warnings.push(warning) }),
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
