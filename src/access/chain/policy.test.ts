import { expect, test } from 'vitest'
import type { Identity } from './identity.ts'
import { defaultRules, Policy } from './policy.ts'
import { readAccessFile } from './rules.ts'

const accounts = { users: new Map([['alice', 1001]]), groups: new Map([['libvirt', 106]]) }
const usual = new Policy({ owner: 900, rules: defaultRules, accounts })

function at(uid: number, more: Partial<Identity> & { groups?: number[] } = {}): Identity {
  const { groups = [], ...identity } = more
  return { door: 'unix', readOnly: false, process: { pid: 1, uid, gid: uid, groups }, ...identity }
}

test.each<[string, Identity, boolean, boolean]>([
  ['root', at(0), true, true],
  ['the user whose daemon it is', at(900), true, true],
  ['a member of the group', at(1001, { groups: [5, 106] }), true, true],
  ['one whose own group it is', { ...at(1), process: { pid: 1, uid: 1, gid: 106, groups: [] } }, true, true],
  ['a stranger', at(1001), false, false],
  ['a stranger at the socket for looking', at(1001, { readOnly: true }), true, false],
  ['root at the socket for looking', at(0, { readOnly: true }), true, false],
  ['somebody of whom the kernel says nothing', { door: 'unix', readOnly: false }, true, true],
  ['a certificate', { door: 'tls', readOnly: false, certificate: 'CN=a' }, true, true],
  ['TCP', { door: 'tcp', readOnly: false }, true, false],
])('%s', (_, identity, looks, changes) => {
  const subject = usual.subjectOf(identity)
  expect([subject.may('domain:read'), subject.may('domain:start')]).toEqual([looks, changes])
})

test('rules add up, each part of one has to fit, and they are all that holds', () => {
  const { rules = [] } = readAccessFile(
    JSON.stringify({
      rules: [
        { users: ['alice'], may: ['look'] },
        { users: ['alice', 77], may: ['domain:start'], domains: ['dev-*', 'test'] },
        { certificates: ['O=Lodge,CN=*'], doors: ['tls'], may: ['domain:*'] },
        { users: ['nobody-has-this-name'], may: ['all'] },
      ],
    }),
    'access.json',
  )
  const policy = new Policy({ owner: 900, rules, accounts })
  const alice = policy.subjectOf(at(1001))
  expect([alice.may('domain:read'), alice.may('domain:start')]).toEqual([true, false])
  expect(['dev-1', 'test', 'production'].map((name) => alice.may('domain:start', name))).toEqual([true, true, false])
  expect(policy.subjectOf(at(1001, { groups: [106] })).may('domain:stop')).toBe(false)
  expect(policy.subjectOf({ door: 'tls', readOnly: false, certificate: 'O=Lodge,CN=x' }).may('domain:stop')).toBe(true)
  expect(policy.subjectOf({ door: 'tls', readOnly: false, certificate: 'O=Lodger,CN=x' }).isStranger).toBe(true)
  expect(policy.subjectOf({ door: 'tls', readOnly: false }).isStranger).toBe(true)
})

test('polkit is asked about those of this machine for whom there is no rule, and about nobody else', () => {
  const policy = new Policy({ owner: 900, rules: defaultRules, accounts, polkit: true })
  const process = { pid: 7, uid: 1001, gid: 1001, groups: [], startTime: 55 }
  const stranger: Identity = { door: 'unix', readOnly: false, process }
  const [manages, looks] = [policy.subjectOf(stranger), policy.subjectOf({ ...stranger, readOnly: true })]
  expect(manages.question).toEqual({
    process: { pid: 7, uid: 1001, startTime: 55 },
    action: 'org.libvirt.unix.manage',
  })
  expect(looks.question?.action).toBe('org.libvirt.unix.monitor')
  expect([manages.isStranger, manages.may('domain:read'), looks.may('domain:read')]).toEqual([true, false, false])
  manages.allow()
  looks.allow()
  expect([manages.question, manages.may('domain:start'), looks.may('domain:start')]).toEqual([undefined, true, false])
  expect(looks.may('domain:read')).toBe(true)
  for (const other of [
    { ...stranger, process: { ...process, uid: 0 } },
    { ...stranger, process: { ...process, uid: 900 } },
    { ...stranger, process: { ...process, groups: [106] } },
    { door: 'tcp' as const, readOnly: false },
  ]) {
    expect(policy.subjectOf(other)).toMatchObject({ question: undefined, isStranger: false })
  }
})

test('a process that had gone before it was looked at is nobody, whoever has its number now', () => {
  const policy = new Policy({ owner: 900, rules: [], accounts, polkit: true })
  const gone: Identity = { door: 'unix', readOnly: true, process: { pid: 7, uid: 1001, gid: 1001, groups: [] } }
  expect(policy.subjectOf(gone)).toMatchObject({ question: undefined, isStranger: true })
})
