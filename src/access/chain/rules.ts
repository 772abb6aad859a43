import { LodgeError } from '../../base/errors.ts'
import { type AccessClass, accessClasses } from './access-classes.ts'
import type { Door } from './identity.ts'

/** What somebody may; each part that is there has to fit who it is, and one entry of it does. */
export interface Rule {
  /** Names or numbers. */
  users?: readonly (string | number)[]
  groups?: readonly (string | number)[]
  /** Patterns of distinguished names. */
  certificates?: readonly string[]
  doors?: readonly Door[]
  may: ReadonlySet<AccessClass>
  /** Patterns of names; every domain where it is left out. */
  domains?: readonly string[]
}

const doors: readonly Door[] = ['unix', 'tls', 'tcp']
const classes = Object.keys(accessClasses) as AccessClass[]

/** Words for many classes at once. */
const words: Record<string, readonly AccessClass[]> = {
  all: classes,
  look: classes.filter((each) => accessClasses[each]),
  'connect:*': classes.filter((each) => each.startsWith('connect:')),
  'domain:*': classes.filter((each) => each.startsWith('domain:')),
}

/** What a file says; of what it leaves out the usual holds. */
export interface AccessFile {
  rules?: readonly Rule[]
  /** Whether polkit is asked about those for whom there is no rule. */
  polkit?: boolean
}

/** Reads `{"rules": [{"groups": ["operators"], "may": ["look", "domain:start"], "domains": ["dev-*"]}, …], "polkit": false}`. */
export function readAccessFile(text: string, where: string): AccessFile {
  const fail = (message: string, hint?: string): never => {
    throw new LodgeError('CONF_SYNTAX', `the rules of access are not as they should be: ${message}`, { where, hint })
  }
  const parsed = json(text, fail)
  const { rules, polkit, ...others } = object(parsed, 'the file', fail)
  refuseOthers(others, 'the file', fail)
  if (polkit !== undefined && typeof polkit !== 'boolean') return fail('"polkit" is neither true nor false')
  if (rules === undefined && polkit !== undefined) return { polkit }
  if (!Array.isArray(rules)) return fail('there is no list "rules"')
  return { polkit, rules: rules.map((rule, index) => readRule(rule, `rule ${index + 1}`, fail)) }
}

type Fail = (message: string, hint?: string) => never

function readRule(value: unknown, name: string, fail: Fail): Rule {
  const { users, groups, certificates, doors: by, may, domains, ...others } = object(value, name, fail)
  refuseOthers(others, name, fail)
  const listOf = <T>(list: unknown, what: string, fits: (entry: unknown) => boolean): T[] | undefined => {
    if (list === undefined) return undefined
    if (Array.isArray(list) && list.length > 0 && list.every(fits)) return list
    return fail(`${name}: ${what} is a list of at least one, and each has to be one: ${JSON.stringify(list)}`)
  }
  const word = (entry: unknown): boolean => typeof entry === 'string' && entry !== ''
  const account = (entry: unknown): boolean => word(entry) || (Number.isInteger(entry) && Number(entry) >= 0)
  const rule: Omit<Rule, 'may'> = {
    users: listOf(users, 'users', account),
    groups: listOf(groups, 'groups', account),
    certificates: listOf(certificates, 'certificates', word),
    doors: listOf(by, 'doors', (entry) => doors.includes(entry as Door)),
    domains: listOf(domains, 'domains', word),
  }
  if (!rule.users && !rule.groups && !rule.certificates && !rule.doors) {
    return fail(`${name} is for nobody`, 'name users, groups, certificates or doors')
  }
  const wanted = listOf<string>(may, 'may', word) ?? fail(`${name} says nothing of what they may`)
  return { ...rule, may: new Set(wanted.flatMap((each) => classesOf(each, name, fail))) }
}

function classesOf(word: string, name: string, fail: Fail): readonly AccessClass[] {
  if (Object.hasOwn(words, word)) return words[word] ?? []
  if (Object.hasOwn(accessClasses, word)) return [word as AccessClass]
  return fail(
    `${name}: nobody knows what '${word}' allows`,
    `there are ${[...Object.keys(words), ...classes].join(', ')}`,
  )
}

function json(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return fail((error as Error).message)
  }
}

function object(value: unknown, name: string, fail: Fail): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  return fail(`${name} is no object`)
}

function refuseOthers(others: object, name: string, fail: Fail): void {
  const [first] = Object.keys(others)
  if (first !== undefined) fail(`${name} has '${first}', which nobody knows`)
}
