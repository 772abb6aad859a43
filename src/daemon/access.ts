import { join } from 'node:path'
import type { Identity } from '../access/chain/identity.ts'
import { defaultRules, Policy } from '../access/chain/policy.ts'
import { polkitActions } from '../access/chain/polkit.ts'
import { readAccessFile } from '../access/chain/rules.ts'
import type { Subject } from '../access/chain/subject.ts'
import { LodgeError } from '../base/errors.ts'
import { accountNumbers } from '../driver/host/accounts.ts'
import { readIfThere } from '../driver/host/files.ts'
import type { Paths } from '../driver/host/paths.ts'
import { polkitKnows } from '../driver/host/polkit.ts'

const longestFile = 1 << 20

interface Options {
  paths: Paths
  /** It is this machine's own daemon, rather than a user's or one with a folder of its own. */
  ofSystem: boolean
  /** Whether polkit has the actions. */
  polkitKnows?: typeof polkitKnows
  warn(warning: LodgeError): void
}

/** Who may what, as the file in the configuration folder says; whoever is connected keeps what it had. */
export class Access {
  readonly #options: Options
  #policy: Policy
  /** Whether polkit is asked: then everybody may open the sockets. */
  readonly polkit: boolean

  private constructor(options: Options, { policy, polkit }: Read) {
    this.#options = options
    this.#policy = policy
    this.polkit = polkit
  }

  /** A file with mistakes is none to begin with: nobody gets in by a rule that was meant otherwise. */
  static async load(options: Options): Promise<Access> {
    return new Access(options, await read(options))
  }

  /** Reads it again; where it has mistakes, what held before goes on. */
  async reload(): Promise<void> {
    try {
      this.#policy = (await read(this.#options)).policy
    } catch (error) {
      if (!(error instanceof LodgeError)) throw error
      this.#options.warn(error)
    }
  }

  subjectOf(identity: Identity): Subject {
    return this.#policy.subjectOf(identity)
  }
}

interface Read {
  policy: Policy
  polkit: boolean
}

async function read({ paths, ofSystem, warn, polkitKnows: knows = polkitKnows }: Options): Promise<Read> {
  const file = join(paths.config, 'access.json')
  const text = readIfThere(file, longestFile)
  const said = text === undefined ? {} : readAccessFile(text, file)
  const rules = said.rules ?? defaultRules
  const named = (kind: 'users' | 'groups'): string[] => [
    ...new Set(rules.flatMap((rule) => rule[kind] ?? []).filter((each) => typeof each === 'string')),
  ]
  // In a session only the user itself gets to the socket.
  const ask = said.rules !== undefined || paths.privileged
  const [users, groups] = await Promise.all([
    accountNumbers('passwd', ask ? named('users') : []),
    accountNumbers('group', ask ? named('groups') : []),
  ])
  const unknown = [
    ...named('users').filter((name) => !users.has(name)),
    ...named('groups').filter((name) => !groups.has(name)),
  ]
  if (said.rules && unknown.length > 0) {
    warn(
      new LodgeError('CONF_SYNTAX', `nobody here is called ${unknown.join(', ')}`, {
        where: file,
        hint: 'rules for them hold once they are there and the daemon is told to read again (SIGHUP)',
      }),
    )
  }
  // Whoever has written rules has said who may: others get in only where that is said, too.
  const asks = said.polkit ?? (ofSystem && said.rules === undefined)
  const answers = asks && (await knows(Object.values(polkitActions)))
  if (said.polkit && !answers) {
    warn(
      new LodgeError('AUTH_UNAVAILABLE', 'polkit is to be asked who may come in, and does not answer', {
        where: file,
        hint: "see that polkit runs and has libvirt's actions: pkaction --action-id org.libvirt.unix.manage",
      }),
    )
  }
  const polkit = said.polkit ?? answers
  return { polkit, policy: new Policy({ owner: process.getuid?.() ?? 0, rules, accounts: { users, groups }, polkit }) }
}
