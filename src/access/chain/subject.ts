import { LodgeError } from '../../base/errors.ts'
import { type AccessClass, accessClasses } from './access-classes.ts'
import type { Identity } from './identity.ts'
import { matches } from './pattern.ts'
import type { PolkitQuestion } from './polkit.ts'

/** Some classes for some domains. */
export interface Grant {
  may: ReadonlySet<AccessClass>
  /** Patterns of names; every domain where it is left out. */
  domains?: readonly string[]
}

/** What polkit is to be asked about somebody, and what they may if it says yes. */
export interface Undecided extends Grant {
  question: PolkitQuestion
}

/** Somebody, and what they may. */
export class Subject {
  readonly identity: Identity
  #grants: readonly Grant[]
  #undecided: Undecided | undefined
  #readOnly: boolean
  /** For whom it asks, where that is somebody else. */
  #other: Subject | undefined

  constructor(identity: Identity, grants: readonly Grant[], undecided?: Undecided) {
    this.identity = identity
    this.#grants = grants
    this.#undecided = undecided
    this.#readOnly = identity.readOnly
  }

  get readOnly(): boolean {
    return this.#readOnly
  }

  /** From now on only looks, as it has asked for itself. */
  onlyLook(): void {
    this.#readOnly = true
  }

  /** It passes on what that one asks; it can take that back no more. */
  actFor(other: Subject): void {
    if (this.#other) throw new LodgeError('OPERATION_INVALID', 'this connection acts for somebody already')
    this.#other = other
  }

  /** What polkit has to be asked before it may anything. */
  get question(): PolkitQuestion | undefined {
    return this.#undecided?.question
  }

  /** Polkit has said yes. */
  allow(): void {
    if (this.#undecided) this.#grants = [this.#undecided]
    this.#undecided = undefined
  }

  /** Whether nobody has allowed it anything. */
  get isStranger(): boolean {
    return this.#grants.length === 0
  }

  /** Whether it may at all, or with one domain. */
  may(access: AccessClass, name?: string): boolean {
    return access === 'none' || ((accessClasses[access] || !this.#readOnly) && this.#has(access, name))
  }

  /** Before anything is looked at that came with the call: whether it may be for any domain at all. */
  require(access: AccessClass, what: string): void {
    if (access === 'none') return
    if (this.#readOnly && !accessClasses[access]) {
      throw new LodgeError('OPERATION_DENIED', `operation forbidden: read only access prevents ${what}`)
    }
    if (!this.#grants.some(({ may }) => may.has(access))) throw denied(access, what)
    this.#other?.require(access, what)
  }

  /** For one domain, or, without a name, for what is no domain yet. */
  requireFor(access: AccessClass, what: string, name: string | undefined): void {
    if (access !== 'none' && !this.#has(access, name)) throw denied(access, what)
  }

  #has(access: AccessClass, name: string | undefined): boolean {
    const own = this.#grants.some(
      ({ may, domains }) =>
        may.has(access) && (!domains || (name !== undefined && domains.some((pattern) => matches(pattern, name)))),
    )
    return own && (this.#other?.may(access, name) ?? true)
  }
}

function denied(access: AccessClass, what: string): LodgeError {
  return new LodgeError('ACCESS_DENIED', `access denied: ${what} takes ${access}`, {
    hint: 'access.json in the configuration folder says who may what',
  })
}
