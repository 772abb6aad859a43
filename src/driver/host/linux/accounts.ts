import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { LodgeError } from '../../../base/errors.ts'

/** A user of this host, as a program can run as one. */
export interface Account {
  /** Its name, or its number where it has none. */
  user: string
  uid: number
  gid: number
  /** Besides its own: those that it is a member of. */
  groups: number[]
}

/** A user and a group by name or number, `+` before a number that must not be taken for a name. */
export function accountOf(user: string, group?: string): Account {
  const passwd = lookUp('passwd', user)
  const [name, uid] = passwd ? [passwd[0] ?? user, Number(passwd[2])] : [user, numberOf(user)]
  if (uid === undefined) throw noSuch('user', user)
  const gid = group === undefined || group === '' ? Number(passwd?.[3] ?? uid) : groupNumber(group)
  const groups = entries('group')
    .filter((fields) => fields[3]?.split(',').includes(name))
    .map((fields) => Number(fields[2]))
  const primary = passwd ? [Number(passwd[3])] : []
  return {
    user: name.replace(/^\+/, ''),
    uid,
    gid,
    groups: [...new Set([...primary, ...groups])].filter((each) => each !== gid),
  }
}

export function hasUser(name: string): boolean {
  return entries('passwd').some((fields) => fields[0] === name)
}

/** A group's name, or its number where it has none. */
export function groupName(gid: number): string {
  return entries('group').find((fields) => fields[2] === String(gid))?.[0] ?? String(gid)
}

export function userName(uid: number): string {
  return entries('passwd').find((fields) => fields[2] === String(uid))?.[0] ?? String(uid)
}

function groupNumber(group: string): number {
  const gid = Number(lookUp('group', group)?.[2] ?? numberOf(group))
  if (Number.isNaN(gid)) throw noSuch('group', group)
  return gid
}

function numberOf(text: string): number | undefined {
  return /^\+?\d{1,10}$/.test(text) && Number(text.replace('+', '')) < 2 ** 32 - 1
    ? Number(text.replace('+', ''))
    : undefined
}

/** By name, or by number; of one that isn't in the file (a directory service) the system's own look-up is asked. */
function lookUp(file: 'passwd' | 'group', wanted: string): string[] | undefined {
  const key = wanted.replace(/^\+/, '')
  const at = wanted.startsWith('+') ? 2 : 0
  const all = entries(file)
  const found = all.find((fields) => fields[at] === key) ?? all.find((fields) => fields[2] === key)
  if (found || numberOf(wanted) !== undefined) return found
  if (!/^[\w][\w.@-]{0,63}$/.test(wanted)) return undefined
  try {
    return execFileSync('getent', [file, wanted], {
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(':')
  } catch {
    return undefined
  }
}

function entries(file: 'passwd' | 'group'): string[][] {
  try {
    return readFileSync(`/etc/${file}`, 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    return []
  }
}

function noSuch(what: string, name: string): LodgeError {
  return new LodgeError('INVALID_ARG', `this host has no ${what} '${name}'`, {
    hint: `make it, or name another ${what}; a number is written +NUMBER`,
  })
}
