import { type AccessClass, accessClasses } from './access-classes.ts'
import type { Identity } from './identity.ts'
import { matches } from './pattern.ts'
import { polkitActions } from './polkit.ts'
import type { Rule } from './rules.ts'
import { Subject, type Undecided } from './subject.ts'

export interface PolicyOptions {
  /** The user whose guests these are; that one and root may everything, whatever the rules say. */
  owner: number
  rules: readonly Rule[]
  /** Numbers of the users and groups that rules name. */
  accounts: Accounts
  /** Polkit is asked about those of this machine for whom there is no rule. */
  polkit?: boolean
}

export interface Accounts {
  users: ReadonlyMap<string, number>
  groups: ReadonlyMap<string, number>
}

const root = 0
const everything: ReadonlySet<AccessClass> = new Set(Object.keys(accessClasses) as AccessClass[])
const looking: ReadonlySet<AccessClass> = new Set([...everything].filter((each) => accessClasses[each]))

/** Groups whose members libvirt's packages, or ours, let manage guests. */
export const trustedGroups: readonly string[] = ['libvirt', 'lodge']

/**
 * What holds where nobody has written rules: the socket for looking shows, trusted groups may everything, and so may who has
 * a certificate that the listener took. Whoever gets in without either, by TCP, sees.
 */
export const defaultRules: readonly Rule[] = [
  { doors: ['unix'], groups: trustedGroups, may: everything },
  { doors: ['tls'], may: everything },
  { doors: ['tcp'], may: looking },
]

/** Says what somebody may who comes in. */
export class Policy {
  readonly #options: PolicyOptions

  constructor(options: PolicyOptions) {
    this.#options = options
  }

  subjectOf(identity: Identity): Subject {
    const { owner, rules, polkit } = this.#options
    const { process, door, readOnly } = identity
    // Without the kernel's word the modes of the socket have decided already.
    const trusted = process ? [root, owner].includes(process.uid) : door === 'unix'
    if (trusted) return new Subject(identity, [{ may: everything }])
    const grants = rules.filter((rule) => this.#fits(rule, identity)).map(({ may, domains }) => ({ may, domains }))
    if (door !== 'unix' || grants.length > 0) return new Subject(identity, grants)
    if (polkit) return new Subject(identity, [], undecided(identity))
    // Everybody may open that socket, so that everybody can look.
    return new Subject(identity, readOnly ? [{ may: looking }] : [])
  }

  #fits({ users, groups, certificates, doors }: Rule, { process, certificate, door }: Identity): boolean {
    const { accounts } = this.#options
    const number = (known: ReadonlyMap<string, number>) => (each: string | number) =>
      typeof each === 'number' ? each : known.get(each)
    const all = process ? [process.gid, ...process.groups] : []
    return (
      (!doors || doors.includes(door)) &&
      (!users || (process !== undefined && users.map(number(accounts.users)).includes(process.uid))) &&
      (!groups || groups.map(number(accounts.groups)).some((group) => group !== undefined && all.includes(group))) &&
      (!certificates || (certificate !== undefined && certificates.some((pattern) => matches(pattern, certificate))))
    )
  }
}

/** Nothing is asked about a process that was gone before it was looked at: whoever has its number is not known. */
function undecided({ process, readOnly }: Identity): Undecided | undefined {
  if (process?.startTime === undefined) return undefined
  const { pid, uid, startTime } = process
  const action = readOnly ? polkitActions.monitor : polkitActions.manage
  return { question: { process: { pid, uid, startTime }, action }, may: readOnly ? looking : everything }
}

/** Everybody who gets in may everything: where nothing else is said, as in a process of one's own. */
export const openPolicy = { subjectOf: (identity: Identity) => new Subject(identity, [{ may: everything }]) }
