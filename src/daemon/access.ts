import { join } from 'node:path'
import type { Identity } from '../access/chain/identity.ts'
import { defaultRules, Policy } from '../access/chain/policy.ts'
import { readRules } from '../access/chain/rules.ts'
import type { Subject } from '../access/chain/subject.ts'
import { LodgeError } from '../base/errors.ts'
import { accountNumbers } from '../driver/host/accounts.ts'
import { readIfThere } from '../driver/host/files.ts'
import type { Paths } from '../driver/host/paths.ts'

const longestFile = 1 << 20

interface Options {
  paths: Paths
  warn(warning: LodgeError): void
}

/** Who may what, as the file in the configuration folder says; whoever is connected keeps what it had. */
export class Access {
  readonly #options: Options
  #policy: Policy

  private constructor(options: Options, policy: Policy) {
    this.#options = options
    this.#policy = policy
  }

  /** A file with mistakes is none to begin with: nobody gets in by a rule that was meant otherwise. */
  static async load(options: Options): Promise<Access> {
    return new Access(options, await read(options))
  }

  /** Reads it again; where it has mistakes, what held before goes on. */
  async reload(): Promise<void> {
    try {
      this.#policy = await read(this.#options)
    } catch (error) {
      if (!(error instanceof LodgeError)) throw error
      this.#options.warn(error)
    }
  }

  subjectOf(identity: Identity): Subject {
    return this.#policy.subjectOf(identity)
  }
}

async function read({ paths, warn }: Options): Promise<Policy> {
  const file = join(paths.config, 'access.json')
  const text = readIfThere(file, longestFile)
  const rules = text === undefined ? defaultRules : readRules(text, file)
  const named = (kind: 'users' | 'groups'): string[] => [
    ...new Set(rules.flatMap((rule) => rule[kind] ?? []).filter((each) => typeof each === 'string')),
  ]
  // In a session only the user itself gets to the socket.
  const ask = text !== undefined || paths.privileged
  const [users, groups] = await Promise.all([
    accountNumbers('passwd', ask ? named('users') : []),
    accountNumbers('group', ask ? named('groups') : []),
  ])
  const unknown = [
    ...named('users').filter((name) => !users.has(name)),
    ...named('groups').filter((name) => !groups.has(name)),
  ]
  if (text !== undefined && unknown.length > 0) {
    warn(
      new LodgeError('CONF_SYNTAX', `nobody here is called ${unknown.join(', ')}`, {
        where: file,
        hint: 'rules for them hold once they are there and the daemon is told to read again (SIGHUP)',
      }),
    )
  }
  return new Policy({ owner: process.getuid?.() ?? 0, rules, accounts: { users, groups } })
}
