import type { Identity } from '../../chain/identity.ts'
import type { Limits } from './limits.ts'

/** One client's place. */
export interface Place {
  /** It has said what it opens. */
  known(): void
  left(): void
}

type Places = Pick<Limits, 'clients' | 'clientsOfOne' | 'strangers' | 'strangersOfOne'>

/** Those of one user, certificate or machine. */
interface Party {
  clients: number
  /** What ends the connections of its strangers; the oldest stands first. */
  strangers: Set<() => void>
}

/** How many are here, in all and of each: nobody takes everybody's place. */
export class Attendance {
  readonly #limits: Places
  readonly #parties = new Map<string, Party>()
  #clients = 0
  #strangers = 0

  constructor(limits: Places) {
    this.#limits = limits
  }

  get clients(): number {
    return this.#clients
  }

  /**
   * Undefined where there is no place. Root always gets one: somebody has to be able to look what goes on. Where strangers
   * have all of theirs, one of those gives way that are most of one party: its connection is ended.
   */
  enter(identity: Identity, end: () => void): Place | undefined {
    const key = keyOf(identity)
    const party = this.#parties.get(key) ?? { clients: 0, strangers: new Set() }
    if (identity.process?.uid !== 0 && !this.#hasRoom(party)) return undefined
    this.#parties.set(key, party)
    const turnOut = (): void => {
      left()
      end()
    }
    this.#clients++
    party.clients++
    this.#strangers++
    party.strangers.add(turnOut)
    const known = (): void => {
      if (party.strangers.delete(turnOut)) this.#strangers--
    }
    let isHere = true
    const left = (): void => {
      known()
      if (!isHere) return
      isHere = false
      this.#clients--
      if (--party.clients === 0) this.#parties.delete(key)
    }
    return { known, left }
  }

  #hasRoom(party: Party): boolean {
    const { clients, clientsOfOne, strangers, strangersOfOne } = this.#limits
    if (this.#clients >= clients || party.clients >= clientsOfOne || party.strangers.size >= strangersOfOne)
      return false
    return this.#strangers < strangers || this.#makeWay(party)
  }

  /** For one of a party that has fewer of them. */
  #makeWay(party: Party): boolean {
    const most = this.#parties.values().reduce((a, b) => (b.strangers.size > a.strangers.size ? b : a), party)
    if (most.strangers.size <= party.strangers.size + 1) return false
    const [turnOut] = most.strangers
    turnOut?.()
    return true
  }
}

/** Who counts as one: a user, a certificate, a machine. */
function keyOf({ door, process, certificate, address }: Identity): string {
  return `${door} ${process?.uid ?? certificate ?? address ?? ''}`
}
